// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long the containers of a pod run, as far as the API shows. */
final class PodLife {
  private PodLife() {}

  /**
   * Whether every container is known to have ended. The phase alone does not say so: the controller
   * that clears away the pods of lost nodes marks them as failed, and leaves their containers in
   * the status as the node last reported them.
   */
  static boolean hasEnded(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null || !isTerminal(status)) {
      return false;
    }
    if (!AttachedNode.isScheduled(pod)) {
      return true;
    }
    List<ContainerStatus> containers = containers(status).toList();
    if (containers.stream().anyMatch(PodLife::isRunning)) {
      return false;
    }
    // The node itself gave this verdict: what it does not report as run never ran.
    return !isDisrupted(status)
        || (!containers.isEmpty() && containers.stream().allMatch(PodLife::isTerminated));
  }

  /**
   * When the last container ended, and not before the pod was created, whatever the node's clock
   * says; empty when none ran. For pods that {@link #hasEnded}.
   */
  static Optional<Instant> lastEnd(Pod pod, Instant whereUnknown) {
    Instant created = parsed(pod.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    return containers(pod.getStatus())
        .filter(PodLife::isTerminated)
        .map(container -> end(container, whereUnknown))
        .max(Instant::compareTo)
        .map(end -> end.isBefore(created) ? created : end);
  }

  /** Whether some container has ended and the API does not say when. */
  static boolean endsAtUnknownTime(Pod pod) {
    return pod.getStatus() != null
        && containers(pod.getStatus())
            .filter(PodLife::isTerminated)
            .anyMatch(container -> parsed(finishedAt(container)).isEmpty());
  }

  static boolean isTerminal(PodStatus status) {
    return Objects.equals(status.getPhase(), KubernetesWords.SUCCEEDED)
        || Objects.equals(status.getPhase(), KubernetesWords.FAILED);
  }

  private static boolean isDisrupted(PodStatus status) {
    return status.getConditions().stream()
        .anyMatch(
            condition ->
                Objects.equals(condition.getType(), KubernetesWords.DISRUPTION_TARGET)
                    && Objects.equals(condition.getStatus(), KubernetesWords.TRUE));
  }

  private static Stream<ContainerStatus> containers(PodStatus status) {
    return Stream.of(
            status.getContainerStatuses(),
            status.getInitContainerStatuses(),
            status.getEphemeralContainerStatuses())
        .flatMap(List::stream);
  }

  private static boolean isRunning(ContainerStatus container) {
    return container.getState() != null && container.getState().getRunning() != null;
  }

  private static boolean isTerminated(ContainerStatus container) {
    return container.getState() != null && container.getState().getTerminated() != null;
  }

  private static @Nullable String finishedAt(ContainerStatus container) {
    return container.getState().getTerminated().getFinishedAt();
  }

  /** The kubelet writes whole seconds. */
  private static Instant end(ContainerStatus container, Instant whereUnknown) {
    return parsed(finishedAt(container)).map(time -> time.plusMillis(999)).orElse(whereUnknown);
  }

  private static Optional<Instant> parsed(@Nullable String time) {
    if (time == null) {
      return Optional.empty();
    }
    try {
      // A container whose end was lost may carry the year 1.
      return Optional.of(Instant.parse(time)).filter(Instant.EPOCH::isBefore);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
