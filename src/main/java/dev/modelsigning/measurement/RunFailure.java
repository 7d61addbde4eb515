// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.acceptance.MeasuringContainer;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a run failed; another one follows.
 *
 * @param reason why
 * @param message a sentence, with a hint where there is one
 */
record RunFailure(Reason reason, String message) {
  /** No exit code of {@code oms measure}, and what the JVM ends with before it runs anything. */
  private static final Integer JVM_DID_NOT_START = 1;

  private static final int UNPROCESSABLE = 422; // what the API server finds invalid

  /** What is invalid stays invalid; what is forbidden, such as by a quota, may be allowed later. */
  static RunFailure refused(KubernetesClientException e) {
    boolean invalid =
        e.getCode() == UNPROCESSABLE || e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST;
    return new RunFailure(
        invalid ? Reason.JobInvalid : Reason.JobRefused,
        "The API server refuses the measuring Job: "
            + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
  }

  static RunFailure jobGone(String jobName) {
    return new RunFailure(
        Reason.JobDeleted, "Job " + jobName + " was deleted before the measurement ended");
  }

  /** Why the Job failed, or empty when it did not. */
  static Optional<RunFailure> of(Job job, List<Pod> pods) {
    Optional<RunFailure> besideOthers =
        pods.reversed().stream()
            .filter(MeasuringContainer::failedBesideOthers)
            .flatMap(pod -> MeasuringContainer.ended(pod).stream())
            .findFirst()
            .map(RunFailure::ofContainer);
    if (besideOthers.isPresent()) {
      return besideOthers;
    }
    if (job.getStatus() == null) {
      return Optional.empty();
    }
    if (holds(job, KubernetesWords.COMPLETE) || holds(job, KubernetesWords.SUCCESS_CRITERIA_MET)) {
      // As long as the pod exists, it is judged.
      return pods.isEmpty()
          ? Optional.of(
              new RunFailure(
                  Reason.PodDeleted, "The measuring pod was deleted before its result was read"))
          : Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(RunFailure::isAboutFailure)
        .filter(RunFailure::holds)
        .findFirst()
        .map(condition -> explained(condition, pods));
  }

  /** Whether the Job ended at its deadline. */
  static boolean isOutOfTime(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream()
            .anyMatch(c -> isAboutFailure(c) && holds(c) && isDeadline(c));
  }

  private static boolean isDeadline(JobCondition condition) {
    return Objects.equals(condition.getReason(), KubernetesWords.DEADLINE_EXCEEDED);
  }

  private static boolean isAboutFailure(JobCondition condition) {
    return Objects.equals(condition.getType(), KubernetesWords.FAILED)
        || Objects.equals(condition.getType(), KubernetesWords.FAILURE_TARGET);
  }

  private static boolean holds(JobCondition condition) {
    return Objects.equals(condition.getStatus(), KubernetesWords.TRUE);
  }

  private static boolean holds(Job job, String type) {
    return job.getStatus().getConditions().stream()
        .anyMatch(c -> Objects.equals(c.getType(), type) && holds(c));
  }

  private static RunFailure explained(JobCondition condition, List<Pod> pods) {
    if (isDeadline(condition)) {
      return new RunFailure(
          Reason.TimedOut,
          "The measuring Job ran out of time; hint: raise timeoutSeconds, or parallelism; if its"
              + " pod did not start, see the Job's events");
    }
    return pods.reversed().stream()
        .flatMap(pod -> MeasuringContainer.ended(pod).stream())
        .findFirst()
        .map(RunFailure::ofContainer)
        .orElseGet(
            () ->
                new RunFailure(
                    Reason.JobFailed,
                    "The measuring Job failed: "
                        + Printable.of(
                            String.valueOf(condition.getMessage()), ContainerReport.MAX_MESSAGE)));
  }

  private static RunFailure ofContainer(ContainerStateTerminated ended) {
    if (Objects.equals(ended.getReason(), KubernetesWords.OOM_KILLED)) {
      return new RunFailure(
          Reason.OutOfMemory,
          "The measuring container ran out of memory; hint: raise limits.memory in resources: a"
              + " small model takes about 100Mi, the default is 512Mi");
    }
    Optional<ContainerReport> reported = reported(ended);
    if (reported.isPresent() && reported.get().reason().isRetried()) {
      return new RunFailure(reported.get().reason(), reported.get().message());
    }
    return new RunFailure(
        Reason.MeasurementFailed,
        "The measuring container ended with exit code "
            + ended.getExitCode()
            + reported.map(report -> " (" + report.message() + ")").orElse("")
            + (reported.isEmpty() && JVM_DID_NOT_START.equals(ended.getExitCode())
                ? ", as the Java runtime does when it cannot start; hint: raise limits.memory in"
                    + " resources: a small model takes about 100Mi, the default is 512Mi"
                : "; hint: see the Job's events and the pod's log"));
  }

  private static Optional<ContainerReport> reported(ContainerStateTerminated ended) {
    try {
      return Optional.of(
          ContainerReport.of(
              TerminationReport.parse(Objects.requireNonNullElse(ended.getMessage(), ""))));
    } catch (EvidenceException e) {
      // No report: the exit code is all that is known.
      return Optional.empty();
    }
  }
}
