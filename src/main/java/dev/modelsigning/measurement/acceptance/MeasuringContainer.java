// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;

/**
 * The measuring container of a pod, which may have others beside it. The run ends with it, whatever
 * else lives on in the pod.
 */
public final class MeasuringContainer {
  private MeasuringContainer() {}

  /** Its status; empty before the kubelet has written one. */
  public static Optional<ContainerStatus> status(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getContainerStatuses().stream()
            .filter(status -> Objects.equals(status.getName(), JobTemplate.CONTAINER))
            .findFirst();
  }

  /** How it ended; empty while it has not. */
  public static Optional<ContainerStateTerminated> ended(Pod pod) {
    return status(pod).map(ContainerStatus::getState).map(ContainerState::getTerminated);
  }

  /** Whether it ended with success, and the pod not with a failure. */
  public static boolean succeeded(Pod pod) {
    return pod.getStatus() != null
        && (Objects.equals(pod.getStatus().getPhase(), KubernetesWords.SUCCEEDED)
            || (isRunning(pod) && ended(pod).filter(MeasuringContainer::isSuccess).isPresent()));
  }

  /** Whether it ended with an error while other containers of the pod live on. */
  public static boolean failedBesideOthers(Pod pod) {
    return isRunning(pod) && ended(pod).filter(end -> !isSuccess(end)).isPresent();
  }

  private static boolean isRunning(Pod pod) {
    return pod.getStatus() != null
        && Objects.equals(pod.getStatus().getPhase(), KubernetesWords.RUNNING);
  }

  private static boolean isSuccess(ContainerStateTerminated end) {
    return Objects.equals(end.getExitCode(), 0);
  }
}
