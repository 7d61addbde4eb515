// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.measurement.acceptance.MeasuringContainer;
import dev.modelsigning.volume.AttachedNode;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a run whose time is over before its pod could be created, scheduled or pulled: nothing
 * about the files can be the cause. A pod that waits for its volume is none of these, since whoever
 * writes to the storage may be able to keep it from being mounted.
 */
final class UnstartedPod {
  /**
   * How long before its deadline a run is given up whose pod did not start: the job controller
   * deletes the pods at the deadline, and with them what they waited for.
   */
  private static final Duration BEFORE_THE_DEADLINE = Duration.ofMinutes(1);

  private static final int SHORTER_RUNS = 10;

  private UnstartedPod() {}

  /** Whether the deadline of a run is so near that no pod can measure anything before it. */
  static boolean isTooLate(Job job, Instant now) {
    if (job.getStatus() == null
        || job.getStatus().getStartTime() == null
        || job.getSpec().getActiveDeadlineSeconds() == null) {
      return false;
    }
    Duration whole = Duration.ofSeconds(job.getSpec().getActiveDeadlineSeconds());
    Duration tenth = whole.dividedBy(SHORTER_RUNS);
    Duration before = tenth.compareTo(BEFORE_THE_DEADLINE) < 0 ? tenth : BEFORE_THE_DEADLINE;
    Instant start = Instant.parse(job.getStatus().getStartTime());
    return !now.isBefore(start.plus(whole).minus(before));
  }

  /** Whether every pod that the Job ever had is known, and waits for a node or an image. */
  static boolean isEvery(Job job, List<Pod> pods) {
    return counted(job.getStatus()) <= pods.size()
        && pods.stream().allMatch(UnstartedPod::waitsForTheCluster);
  }

  /** Why it did not start, as far as Kubernetes says. */
  static String message(Optional<Pod> pod, Optional<String> warning) {
    return "The measuring pod did not start before the time of the Job was over: "
        + PendingPod.explanation(pod, warning)
            .orElse("Kubernetes does not say why; hint: see the events of the Job");
  }

  /** Of a pod that is gone nobody knows whether it ran. */
  private static int counted(@Nullable JobStatus status) {
    if (status == null) {
      return 0;
    }
    var uncounted = status.getUncountedTerminatedPods();
    return Objects.requireNonNullElse(status.getActive(), 0)
        + Objects.requireNonNullElse(status.getFailed(), 0)
        + Objects.requireNonNullElse(status.getSucceeded(), 0)
        + (uncounted == null ? 0 : uncounted.getFailed().size() + uncounted.getSucceeded().size());
  }

  private static boolean waitsForTheCluster(Pod pod) {
    return MeasuringContainer.status(pod).filter(UnstartedPod::hasStarted).isEmpty()
        && (!AttachedNode.isScheduled(pod) || waitsForAnImage(pod));
  }

  private static boolean hasStarted(ContainerStatus status) {
    return Stream.of(status.getState(), status.getLastState())
        .filter(Objects::nonNull)
        .anyMatch(state -> state.getRunning() != null || state.getTerminated() != null);
  }

  /** The kubelet pulls images once the volumes are mounted. */
  private static boolean waitsForAnImage(Pod pod) {
    return pod.getStatus() != null
        && Stream.concat(
                pod.getStatus().getInitContainerStatuses().stream(),
                pod.getStatus().getContainerStatuses().stream())
            .map(ContainerStatus::getState)
            .filter(state -> state != null && state.getWaiting() != null)
            .anyMatch(state -> KubernetesWords.saysImagePull(state.getWaiting().getReason()));
  }
}
