// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import dev.modelsigning.volume.writers.DeletedWriters;
import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which pods may write to a claim, or may have done so recently. A pod may write from its creation
 * until every container is known to have ended. A pod whose object is deleted before that may write
 * until its whole grace period and {@link #MARGIN} are over, because a forced deletion removes the
 * object at once and the containers later. Deleted pods are remembered for the lifetime of this
 * process; {@link #recall} takes over what an earlier process knew.
 */
public final class ClaimWriters {
  /**
   * By how much a container may outlive its grace period: the node has to learn of the deletion.
   */
  public static final Duration MARGIN = Duration.ofSeconds(30);

  /** Characters of a name in Kubernetes; no claim has a longer one, whatever a pod names. */
  private static final int LONGEST_NAME = 253;

  private final DeletedWriters gone = new DeletedWriters();
  private final Set<String> seenAlive = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> seenEnded = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Set<String> platform;

  /**
   * Knows nothing yet.
   *
   * @param clock gives the time of the last possible write of a running pod
   * @param platform namespaces whose pods are part of the nodes: what they do in directories of
   *     their node is the platform's business
   */
  public ClaimWriters(Clock clock, Set<String> platform) {
    this.clock = clock;
    this.platform = Set.copyOf(platform);
  }

  /** Key of a claim across all namespaces. */
  public static String key(String namespace, String claim) {
    return namespace + "/" + claim;
  }

  /** Keys of the claims that a pod mounts, read-only or not. */
  public static List<String> mountedBy(Pod pod) {
    return MountedClaim.withEphemeral(pod).stream()
        .map(claim -> key(pod.getMetadata().getNamespace(), claim.claimName()))
        .distinct()
        .toList();
  }

  /**
   * Records a pod that was created or changed. The end of one that was seen alive counts from when
   * it was seen, since the clock of its node may be wrong.
   */
  public void observe(Pod pod) {
    if (writtenBy(pod).isEmpty()) {
      return;
    }
    String uid = pod.getMetadata().getUid();
    if (!PodLife.hasEnded(pod)) {
      seenAlive.add(uid);
    } else if (seenAlive.remove(uid) || PodLife.endsAtUnknownTime(pod)) {
      seenEnded.putIfAbsent(uid, clock.instant());
    }
  }

  /**
   * Records a pod whose object was deleted just now.
   *
   * @param pod as it was last seen
   * @param asDeleted whether that is how it was deleted; otherwise it may have been started since
   */
  public void deleted(Pod pod, boolean asDeleted) {
    observe(pod);
    Set<String> written = writtenBy(pod);
    if (!written.isEmpty()) {
      lastWriteOfDeleted(pod, asDeleted)
          .ifPresent(until -> gone.remember(written, writer(pod, Optional.of(until))));
    }
    seenAlive.remove(pod.getMetadata().getUid());
    seenEnded.remove(pod.getMetadata().getUid());
  }

  /**
   * Takes over what an earlier process recorded about a claim. Of those pods that it saw alive, the
   * ones that are gone now were deleted at an unknown time.
   *
   * @param present pods that mount the claim now
   */
  public void recall(
      String claimKey, Collection<PossibleWriter> recorded, Collection<Pod> present) {
    Set<String> uids = uids(present);
    for (PossibleWriter writer : recorded) {
      if (writer.until().isPresent()) {
        gone.remember(Set.of(claimKey), writer);
      } else if (!uids.contains(writer.uid())) {
        Instant end = clock.instant().plus(writer.grace()).plus(MARGIN);
        gone.remember(Set.of(claimKey), writer.endingAt(end));
      }
    }
  }

  /** Forgets writes before an instant; no measurement started earlier. */
  public void forgetBefore(Instant instant) {
    gone.forgetBefore(instant);
  }

  /**
   * The pods that may write now, by namespace and name.
   *
   * @param keys what they may write to: a {@link #key} for each claim, and the keys that reach a
   *     {@link Backend}
   * @param pods those that may be among them
   */
  public List<PossibleWriter> now(Set<String> keys, Collection<Pod> pods) {
    Instant now = clock.instant();
    Stream<PossibleWriter> present =
        pods.stream()
            .filter(pod -> writesTo(keys, pod))
            .flatMap(pod -> presentWriter(pod, now).stream());
    return Stream.concat(present, goneSince(keys, pods, now))
        .sorted(Comparator.comparing(PossibleWriter::namespace).thenComparing(PossibleWriter::pod))
        .toList();
  }

  /** Names of the pods that may have written at or after an instant; otherwise as {@link #now}. */
  public List<String> since(Set<String> keys, Collection<Pod> pods, Instant instant) {
    Stream<String> present =
        pods.stream()
            .filter(pod -> writesTo(keys, pod))
            .filter(pod -> lastWrite(pod).filter(last -> !last.isBefore(instant)).isPresent())
            .map(pod -> pod.getMetadata().getName());
    Stream<String> past = goneSince(keys, pods, instant).map(PossibleWriter::pod);
    return Stream.concat(present, past).distinct().sorted().toList();
  }

  /** Whether the phase of the pod is Succeeded or Failed. */
  public static boolean hasEnded(Pod pod) {
    return pod.getStatus() != null && PodLife.isTerminal(pod.getStatus());
  }

  /** Whether no container of the pod can run any more, as far as the API shows. */
  public static boolean everyContainerHasEnded(Pod pod) {
    return PodLife.hasEnded(pod);
  }

  private Stream<PossibleWriter> goneSince(
      Set<String> keys, Collection<Pod> present, Instant instant) {
    Set<String> uids = uids(present);
    return gone.since(keys, instant).stream().filter(writer -> !uids.contains(writer.uid()));
  }

  /** Empty when all containers of the pod ended before now. */
  private Optional<PossibleWriter> presentWriter(Pod pod, Instant now) {
    if (!PodLife.hasEnded(pod)) {
      return Optional.of(writer(pod, Optional.empty()));
    }
    return lastWrite(pod)
        .filter(last -> !last.isBefore(now))
        .map(last -> writer(pod, Optional.of(last)));
  }

  /**
   * Now for a pod that has not ended, else the end of its last container, or when that was seen;
   * empty if none ran.
   */
  private Optional<Instant> lastWrite(Pod pod) {
    Instant now = clock.instant();
    if (!PodLife.hasEnded(pod)) {
      return Optional.of(now);
    }
    Instant whereUnknown =
        PodLife.endsAtUnknownTime(pod)
            ? seenEnded.computeIfAbsent(pod.getMetadata().getUid(), uid -> now)
            : now;
    Instant seen = seenEnded.getOrDefault(pod.getMetadata().getUid(), Instant.MIN);
    return PodLife.lastEnd(pod, whereUnknown).map(end -> end.isBefore(seen) ? seen : end);
  }

  private Optional<Instant> lastWriteOfDeleted(Pod pod, boolean asDeleted) {
    if (PodLife.hasEnded(pod)) {
      return lastWrite(pod);
    }
    boolean neverRan = asDeleted && !AttachedNode.isScheduled(pod);
    return neverRan
        ? Optional.empty()
        : Optional.of(clock.instant().plus(PodGrace.of(pod)).plus(MARGIN));
  }

  private static PossibleWriter writer(Pod pod, Optional<Instant> until) {
    var metadata = pod.getMetadata();
    return new PossibleWriter(
        metadata.getNamespace(), metadata.getName(), metadata.getUid(), PodGrace.of(pod), until);
  }

  private static Set<String> uids(Collection<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }

  private boolean writesTo(Set<String> keys, Pod pod) {
    return writtenBy(pod).stream().anyMatch(keys::contains);
  }

  /**
   * Keys of everything that a pod can write to: claims and inline volumes. A pod that can undo a
   * read-only mount writes to all it mounts.
   */
  public Set<String> writtenBy(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    boolean all = !WritePrivilege.of(pod).isEmpty();
    Set<String> keys =
        MountedClaim.withEphemeral(pod).stream()
            .filter(claim -> all || claim.writable())
            .filter(claim -> claim.claimName().length() <= LONGEST_NAME)
            .map(claim -> key(namespace, claim.claimName()))
            .collect(Collectors.toCollection(HashSet::new));
    keys.addAll(inlineKeys(pod));
    return keys;
  }

  /** Keys of the inline volumes that a pod can write to. */
  public List<String> inlineKeys(Pod pod) {
    boolean ofPlatform = platform.contains(pod.getMetadata().getNamespace());
    return Backends.writtenInline(pod).stream()
        .filter(backend -> !(ofPlatform && backend.isOnNode()))
        .flatMap(backend -> backend.heldUnder().stream())
        .distinct()
        .toList();
  }
}
