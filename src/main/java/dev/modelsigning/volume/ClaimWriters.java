// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which pods may write to a claim, or may have done so recently. As far as the API shows, a pod may
 * write from its creation until all its containers have ended. Deleted pods are remembered for the
 * lifetime of this process.
 */
public final class ClaimWriters {
  private record Sighting(String pod, Instant lastWrite) {}

  private final Map<String, Map<String, Sighting>> gone = new ConcurrentHashMap<>();
  private final Clock clock;

  /** The clock gives the time of the last possible write of a running pod. */
  public ClaimWriters(Clock clock) {
    this.clock = clock;
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

  /** Records a pod that was created, changed or deleted. */
  public void observe(Pod pod) {
    Set<String> written = writtenBy(pod);
    if (written.isEmpty()) {
      return;
    }
    lastWrite(pod)
        .ifPresent(
            last ->
                written.forEach(
                    claim ->
                        gone.computeIfAbsent(claim, c -> new ConcurrentHashMap<>())
                            .put(
                                pod.getMetadata().getUid(),
                                new Sighting(pod.getMetadata().getName(), last))));
  }

  /** Forgets writes before an instant; no measurement started earlier. */
  public void forgetBefore(Instant instant) {
    gone.values().forEach(pods -> pods.values().removeIf(s -> s.lastWrite().isBefore(instant)));
    gone.values().removeIf(Map::isEmpty);
  }

  /** Names of those of the pods that may write to the claim now. */
  public static List<String> now(String claimKey, Collection<Pod> pods) {
    return pods.stream()
        .filter(pod -> !hasEnded(pod))
        .filter(pod -> writtenBy(pod).contains(claimKey))
        .map(pod -> pod.getMetadata().getName())
        .sorted()
        .toList();
  }

  /** Names of the pods that may have written to the claim at or after an instant. */
  public List<String> since(String claimKey, Collection<Pod> pods, Instant instant) {
    Stream<Sighting> present =
        pods.stream()
            .filter(pod -> writtenBy(pod).contains(claimKey))
            .flatMap(
                pod ->
                    lastWrite(pod)
                        .map(last -> new Sighting(pod.getMetadata().getName(), last))
                        .stream());
    Set<String> presentUids =
        pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    Stream<Sighting> past =
        gone.getOrDefault(claimKey, Map.of()).entrySet().stream()
            .filter(e -> !presentUids.contains(e.getKey()))
            .map(Map.Entry::getValue);
    return Stream.concat(present, past)
        .filter(sighting -> !sighting.lastWrite().isBefore(instant))
        .map(Sighting::pod)
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether the phase of the pod is Succeeded or Failed. */
  public static boolean hasEnded(Pod pod) {
    return pod.getStatus() != null
        && (Objects.equals(pod.getStatus().getPhase(), KubernetesWords.SUCCEEDED)
            || Objects.equals(pod.getStatus().getPhase(), KubernetesWords.FAILED));
  }

  /** Now for a pod that has not ended, else the end of its last container; empty if none ran. */
  private Optional<Instant> lastWrite(Pod pod) {
    if (!hasEnded(pod)) {
      return Optional.of(clock.instant());
    }
    var status = pod.getStatus();
    return Stream.of(
            status.getContainerStatuses(),
            status.getInitContainerStatuses(),
            status.getEphemeralContainerStatuses())
        .flatMap(List::stream)
        .filter(c -> c.getState() != null && c.getState().getTerminated() != null)
        .map(c -> c.getState().getTerminated().getFinishedAt())
        .filter(Objects::nonNull)
        // The kubelet writes whole seconds.
        .map(time -> Instant.parse(time).plusMillis(999))
        .max(Instant::compareTo);
  }

  private static Set<String> writtenBy(Pod pod) {
    return MountedClaim.withEphemeral(pod).stream()
        .filter(MountedClaim::writable)
        .map(claim -> key(pod.getMetadata().getNamespace(), claim.claimName()))
        .collect(Collectors.toSet());
  }
}
