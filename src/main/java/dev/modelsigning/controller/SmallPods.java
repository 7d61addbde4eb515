// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.volume.Backends;
import dev.modelsigning.volume.KubernetesWords;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.WritePrivilege;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pods with what says where they run, which storage they mount and whether they can write to
 * it. What else a pod may hold (variables, arguments, probes, configuration) is many times larger,
 * and there is a pod for everything in a cluster. Pods under the reserved name are kept whole: they
 * are compared with what was intended, and nobody else can create them.
 */
public final class SmallPods extends PackedItems<Pod> {
  /** Ended pods of one namespace that are remembered until somebody takes them. */
  static final int MOST_OF_NAMESPACE = 16;

  /** Of all namespaces. */
  static final int MOST_ENDED = 256;

  private final RunningSums others = new RunningSums();

  /** By UID, the oldest first; also the lock. */
  private final Map<String, Ended> ended = new LinkedHashMap<>();

  /** A pod that was seen before it ended. */
  public record Ended(String namespace, String name, String uid) {}

  @Override
  public @Nullable Pod put(String key, Pod pod) {
    Pod before = super.put(key, small(pod));
    count(sum(pod) - sum(before));
    boolean ends = before != null && !hasEnded(before) && hasEnded(pod);
    if (ends && !isReserved(pod) && !isSigning(pod)) {
      remember(pod.getMetadata());
    }
    return before;
  }

  /** Counts as a version: the other sums are as before when a pod came and ended meanwhile. */
  private void remember(ObjectMeta metadata) {
    others.add(0, 1);
    synchronized (ended) {
      List<Ended> known = endedOf(metadata.getNamespace());
      if (known.size() >= MOST_OF_NAMESPACE) {
        ended.remove(known.getFirst().uid());
      } else if (ended.size() >= MOST_ENDED) {
        ended.remove(ended.keySet().iterator().next());
      }
      ended.put(
          metadata.getUid(),
          new Ended(metadata.getNamespace(), metadata.getName(), metadata.getUid()));
    }
  }

  private List<Ended> endedOf(String namespace) {
    return ended.values().stream().filter(pod -> pod.namespace().equals(namespace)).toList();
  }

  /**
   * The pods of a namespace that have ended since the last call for it and were not deleted: the
   * last {@value #MOST_OF_NAMESPACE}, of the last {@value #MOST_ENDED} of all namespaces, and not
   * the operator's own.
   */
  public List<Ended> takeEnded(String namespace) {
    synchronized (ended) {
      List<Ended> taken = endedOf(namespace);
      taken.forEach(pod -> ended.remove(pod.uid()));
      return taken;
    }
  }

  @Override
  public @Nullable Pod remove(String key) {
    Pod before = super.remove(key);
    if (before != null) {
      synchronized (ended) {
        ended.remove(before.getMetadata().getUid());
      }
    }
    count(-sum(before));
    return before;
  }

  /**
   * Over which pods have not ended besides the operator's own, and how many have; their versions do
   * not count.
   */
  public ObjectSums others() {
    return others;
  }

  private void count(long change) {
    if (change != 0) {
      others.add(change, change);
    }
  }

  private static long sum(@Nullable Pod pod) {
    return pod == null || isReserved(pod) || isSigning(pod) || hasEnded(pod)
        ? 0
        : ObjectSums.existence(pod.getMetadata());
  }

  private static boolean hasEnded(Pod pod) {
    return pod.getStatus() != null
        && (KubernetesWords.SUCCEEDED.equals(pod.getStatus().getPhase())
            || KubernetesWords.FAILED.equals(pod.getStatus().getPhase()));
  }

  private static boolean isSigning(Pod pod) {
    return pod.getMetadata().getName().startsWith(ApiGroup.SIGNING_PREFIX);
  }

  private static boolean isReserved(Pod pod) {
    return pod.getMetadata().getName().startsWith(ApiGroup.MEASURING_PREFIX);
  }

  /** The same pod, without what is not needed of it. */
  public static Pod small(Pod pod) {
    if (!isReserved(pod)) {
      pod.getMetadata().setOwnerReferences(List.of());
      pod.getMetadata().setFinalizers(List.of());
      if (pod.getSpec() != null) {
        pod.setSpec(small(pod.getSpec()));
      }
      forgetMessages(pod.getStatus());
    }
    return pod;
  }

  private static PodSpec small(PodSpec spec) {
    List<Volume> volumes =
        list(spec.getVolumes())
            .filter(SmallPods::isStorage)
            .flatMap(volume -> Backends.decisive(volume).stream())
            .toList();
    var uses = new DistinctUses(volumes.stream().map(Volume::getName).collect(Collectors.toSet()));
    return new PodSpecBuilder()
        .withNodeName(spec.getNodeName())
        .withHostPID(spec.getHostPID())
        .withSecurityContext(WritePrivilege.decisive(spec.getSecurityContext()))
        .withTerminationGracePeriodSeconds(spec.getTerminationGracePeriodSeconds())
        .withVolumes(volumes)
        .withContainers(
            MountedClaim.containers(spec).stream()
                .flatMap(container -> small(container, uses).stream())
                .toList())
        .build();
  }

  /** Of whatever kind it is; none if it can do no more than those before it. */
  private static Optional<Container> small(Container container, DistinctUses uses) {
    boolean isPrivileged = uses.hasNewPrivilege(container);
    Container small =
        new ContainerBuilder()
            .withName(container.getName())
            .withSecurityContext(WritePrivilege.decisive(container.getSecurityContext()))
            .withVolumeMounts(uses.mounts(container.getVolumeMounts()))
            .withVolumeDevices(
                isPrivileged
                    ? container.getVolumeDevices()
                    : uses.devices(container.getVolumeDevices()))
            .build();
    boolean isNew =
        isPrivileged || !small.getVolumeMounts().isEmpty() || !small.getVolumeDevices().isEmpty();
    return isNew ? Optional.of(small) : Optional.empty();
  }

  /** What belongs to the pod alone is no storage; of anything unknown that is not said. */
  private static boolean isStorage(Volume volume) {
    return volume.getEmptyDir() == null
        && volume.getConfigMap() == null
        && volume.getSecret() == null
        && volume.getProjected() == null
        && volume.getDownwardAPI() == null
        && volume.getImage() == null;
  }

  private static void forgetMessages(@Nullable PodStatus status) {
    if (status != null) {
      Stream.of(
              status.getInitContainerStatuses(),
              status.getContainerStatuses(),
              status.getEphemeralContainerStatuses())
          .flatMap(SmallPods::list)
          .forEach(SmallPods::forgetMessages);
    }
  }

  private static void forgetMessages(ContainerStatus status) {
    status.setLastState(null);
    if (status.getState() != null && status.getState().getTerminated() != null) {
      status.getState().getTerminated().setMessage(null);
    }
  }

  private static <T> Stream<T> list(@Nullable List<T> items) {
    return items == null ? Stream.empty() : items.stream();
  }
}
