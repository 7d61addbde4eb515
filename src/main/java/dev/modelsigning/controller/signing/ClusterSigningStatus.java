// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.controller.Conditions;
import dev.modelsigning.controller.Conditions.Value;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Makes the status of a ClusterModelSigningJob from its targets. */
final class ClusterSigningStatus {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private ClusterSigningStatus() {}

  /** Complete or failed: a job selects and signs once. */
  static boolean isFinal(ClusterModelSigningJob job) {
    return job.getStatus() != null && job.getStatus().completedAt != null;
  }

  static ClusterModelSigningJobStatus of(
      ClusterModelSigningJob job, List<SigningTarget> targets, Instant now) {
    var status = new ClusterModelSigningJobStatus();
    status.observedGeneration = job.getMetadata().getGeneration();
    status.targets = targets;
    status.selected = targets.size();
    status.active = TargetPlan.active(targets);
    status.succeeded = TargetPlan.count(targets, SigningState.Succeeded);
    status.failed = TargetPlan.count(targets, SigningState.Failed);
    boolean done = TargetPlan.isDone(targets);
    if (done) {
      status.completedAt = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
    String counts =
        "%d of %d claims signed, %d not signed, %d being worked on"
            .formatted(status.succeeded, status.selected, status.failed, status.active);
    String reason = reason(status, done);
    status.conditions = conditions(job, reason, counts, done, status.failed > 0, now);
    return status;
  }

  /** Nothing was begun and nothing will be. */
  static ClusterModelSigningJobStatus refused(
      ClusterModelSigningJob job, String reason, String message, Instant now) {
    var status = new ClusterModelSigningJobStatus();
    status.observedGeneration = job.getMetadata().getGeneration();
    status.completedAt = now.truncatedTo(ChronoUnit.SECONDS).toString();
    status.conditions = conditions(job, reason, message, true, true, now);
    return status;
  }

  /** Whether two statuses say the same. */
  static boolean same(ClusterModelSigningJobStatus left, ClusterModelSigningJobStatus right) {
    return JSON.valueToTree(left).equals(JSON.valueToTree(right));
  }

  private static String reason(ClusterModelSigningJobStatus status, boolean done) {
    if (!done) {
      return "Signing";
    }
    if (status.selected == 0) {
      return "NoClaimSelected";
    }
    return status.failed > 0 ? "SomeNotSigned" : "AllSigned";
  }

  private static List<Condition> conditions(
      ClusterModelSigningJob job,
      String reason,
      String message,
      boolean done,
      boolean failed,
      Instant now) {
    var before = job.getStatus() == null ? null : job.getStatus().conditions;
    return new Conditions(before, job.getMetadata().getGeneration(), now)
        .with("Complete", Value.of(done && !failed), reason, message)
        .with("Failed", Value.of(done && failed), reason, done && failed ? message : "")
        .with(Conditions.RECONCILING, Value.of(!done), reason, done ? "" : message)
        .with(Conditions.STALLED, Value.of(done && failed), reason, done && failed ? message : "")
        .list();
  }
}
