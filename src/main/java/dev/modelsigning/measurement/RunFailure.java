// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.TerminationReport;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why a run failed, for people: nothing is decided by it but when to try again.
 *
 * @param reason one CamelCase word
 * @param message a sentence, with the remedy where there is one
 */
record RunFailure(String reason, String message) {
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Za-z]{1,63}");
  private static final int MAX_MESSAGE = 512;

  static RunFailure jobGone(String jobName) {
    return new RunFailure("JobDeleted", "Job " + jobName + " was deleted while it measured");
  }

  /** Why the Job failed, or empty when it did not. */
  static Optional<RunFailure> of(Job job, List<Pod> pods) {
    if (job.getStatus() == null) {
      return Optional.empty();
    }
    if (holds(job, "Complete") || holds(job, "SuccessCriteriaMet")) {
      // Only once the succeeded pod is gone: as long as it exists it is judged.
      return pods.isEmpty()
          ? Optional.of(
              new RunFailure("PodDeleted", "The measuring pod was deleted before it was read"))
          : Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(c -> Objects.equals(c.getType(), "Failed") || isFailureTarget(c))
        .filter(c -> Objects.equals(c.getStatus(), "True"))
        .findFirst()
        .map(condition -> explained(condition, pods));
  }

  private static boolean isFailureTarget(JobCondition condition) {
    return Objects.equals(condition.getType(), "FailureTarget");
  }

  private static boolean holds(Job job, String type) {
    return job.getStatus().getConditions().stream()
        .anyMatch(c -> Objects.equals(c.getType(), type) && Objects.equals(c.getStatus(), "True"));
  }

  private static RunFailure explained(JobCondition condition, List<Pod> pods) {
    if (Objects.equals(condition.getReason(), "DeadlineExceeded")) {
      return new RunFailure(
          "TimedOut", "Not measured within spec.verification.timeoutSeconds: raise it");
    }
    return pods.reversed().stream()
        .flatMap(pod -> terminated(pod).stream())
        .findFirst()
        .map(RunFailure::ofContainer)
        .orElseGet(
            () ->
                new RunFailure(
                    "JobFailed",
                    "The measuring Job failed: " + plain(String.valueOf(condition.getMessage()))));
  }

  private static Optional<ContainerStateTerminated> terminated(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getState() != null)
        .map(status -> status.getState().getTerminated())
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static RunFailure ofContainer(ContainerStateTerminated ended) {
    if (Objects.equals(ended.getReason(), "OOMKilled")) {
      return new RunFailure(
          "OutOfMemory",
          "The measuring container ran out of memory: raise spec.verification.resources");
    }
    try {
      TerminationReport report =
          TerminationReport.parse(Objects.requireNonNullElse(ended.getMessage(), ""));
      String reason = report.reason();
      if (reason != null && REASON.matcher(reason).matches()) {
        return new RunFailure(reason, plain(String.valueOf(report.message())));
      }
    } catch (EvidenceException e) {
      // No report: the exit code is all there is to say.
    }
    return new RunFailure(
        "MeasurementFailed",
        "The measuring container ended with exit code "
            + ended.getExitCode()
            + ": look at the Job's events and the pod's log");
  }

  /** Text of a tenant's files may end up in it: no control characters, not endless. */
  private static String plain(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() > MAX_MESSAGE ? clean.substring(0, MAX_MESSAGE) + "…" : clean;
  }
}
