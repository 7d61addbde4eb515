// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the status of a ClusterModelSigningJob from its targets, errors included. */
final class ClusterSigningStatus {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private ClusterSigningStatus() {}

  /** Whether the job has completed or failed: a job selects and signs once. */
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
        "%d of %d claims signed, %d not signed, %d in progress%s%s"
            .formatted(
                status.succeeded,
                status.selected,
                status.failed,
                status.active,
                waiting(targets),
                unmatched(job.getSpec().selector, targets));
    Reason reason = done ? reason(status) : Reason.Signing;
    status.conditions = conditions(job, reason, counts, done, status.failed > 0, now);
    return status;
  }

  private static String waiting(List<SigningTarget> targets) {
    int waiting = TargetPlan.count(targets, SigningState.AwaitingApproval);
    return waiting == 0
        ? ""
        : ", %d await approval; hint: add their digests to approvedDigests".formatted(waiting);
  }

  /** Some names were found: one that is mistyped is told beside them. */
  private static String unmatched(ClaimSelector selector, List<SigningTarget> targets) {
    Set<String> found = targets.stream().map(t -> t.claimName).collect(Collectors.toSet());
    String names =
        Stream.ofNullable(selector.claimNames)
            .flatMap(List::stream)
            .distinct()
            .filter(name -> !found.contains(name))
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? ""
        : ", no claim found for %s of spec.selector.claimNames; hint: compare kubectl get persistentvolumeclaims -A, and create another job for them"
            .formatted(Printable.shortened(names));
  }

  /** The job is done, since nothing is selected. */
  static ClusterModelSigningJobStatus nothing(
      ClusterModelSigningJob job, String message, Instant now) {
    var status = of(job, List.of(), now);
    status.conditions = conditions(job, Reason.NoClaimSelected, message, true, false, now);
    return status;
  }

  /** The job is refused before anything begins. */
  static ClusterModelSigningJobStatus refused(
      ClusterModelSigningJob job, Reason reason, String message, Instant now) {
    var status = new ClusterModelSigningJobStatus();
    status.observedGeneration = job.getMetadata().getGeneration();
    status.completedAt = now.truncatedTo(ChronoUnit.SECONDS).toString();
    status.conditions = conditions(job, reason, message, true, true, now);
    return status;
  }

  /** The status after an exception: everything stays on record, and the job is retried. */
  static ClusterModelSigningJobStatus notChecked(ClusterModelSigningJob job, Instant now) {
    return notChecked(
        job,
        Reason.CheckFailed,
        "The job could not be processed and will be retried; see the operator's log",
        now);
  }

  /** The status of a job of which some fields could not be read. */
  static ClusterModelSigningJobStatus unreadable(
      ClusterModelSigningJob job, String fields, Instant now) {
    return notChecked(
        job,
        Reason.Unreadable,
        "These fields cannot be read: " + fields + "; hint: create another job without them",
        now);
  }

  private static ClusterModelSigningJobStatus notChecked(
      ClusterModelSigningJob job, Reason reason, String message, Instant now) {
    var status =
        job.getStatus() == null
            ? new ClusterModelSigningJobStatus()
            : JSON.convertValue(job.getStatus(), ClusterModelSigningJobStatus.class);
    status.observedGeneration = job.getMetadata().getGeneration();
    status.conditions = conditions(job, reason, message, false, false, now);
    return status;
  }

  /** Whether two statuses say the same. */
  static boolean same(
      @Nullable ClusterModelSigningJobStatus left, ClusterModelSigningJobStatus right) {
    return left != null && JSON.valueToTree(left).equals(JSON.valueToTree(right));
  }

  private static Reason reason(ClusterModelSigningJobStatus ended) {
    if (ended.selected == 0) {
      return Reason.NoClaimSelected;
    }
    return ended.failed > 0 ? Reason.SomeNotSigned : Reason.AllSigned;
  }

  private static List<Condition> conditions(
      ClusterModelSigningJob job,
      Reason reason,
      String message,
      boolean done,
      boolean failed,
      Instant now) {
    var stored = job.getStatus() == null ? null : job.getStatus().conditions;
    return StatusConditions.of(stored, job, now)
        .with(ConditionType.Complete, Value.of(done && !failed), reason, message)
        .with(ConditionType.Failed, Value.of(done && failed), reason, done && failed ? message : "")
        .withProgress(!done, done && failed, reason, message)
        .list();
  }
}
