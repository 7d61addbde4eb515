// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.text.Shortened;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the status of a ModelSigningJob, errors included. */
final class SigningStatus {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The longest message that the CRD accepts. */
  private static final int MAX_MESSAGE = 2048;

  private SigningStatus() {}

  /** Whether the job has succeeded or failed: a job signs once. */
  static boolean isFinal(ModelSigningJob job) {
    var status = job.getStatus();
    return status != null && status.state != null && isFinal(status.state);
  }

  static boolean isFinal(SigningState state) {
    return switch (state) {
      case Succeeded, Failed -> true;
      case Pending, Measuring, AwaitingApproval -> false;
    };
  }

  static ModelSigningJobStatus of(SigningFacts facts, SigningOutcome outcome, Instant now) {
    ModelSigningJobStatus status = of(facts.job(), outcome, now);
    status.pinned = facts.pinned().map(TargetPin::written).orElse(null);
    return status;
  }

  static ModelSigningJobStatus of(ModelSigningJob job, SigningOutcome outcome, Instant now) {
    var previous = job.getStatus();
    var status = new ModelSigningJobStatus();
    status.observedGeneration = job.getMetadata().getGeneration();
    status.measurement = previous == null ? null : previous.measurement;
    status.volume = previous == null ? null : previous.volume;
    Reason reason =
        switch (outcome) {
          case SigningOutcome.Waiting waiting -> {
            status.measurement = waiting.run().orElse(null);
            status.waitingSince = waiting.since().map(SigningStatus::text).orElse(null);
            yield write(status, SigningState.Pending, waiting.reason(), waiting.message());
          }
          case SigningOutcome.Measuring measuring -> {
            status.measurement = measuring.run();
            status.volume = volume(measuring.volume(), job);
            status.progress = measuring.progress().orElse(null);
            yield write(status, SigningState.Measuring, measuring.reason(), measuring.message());
          }
          case SigningOutcome.AwaitingApproval(var volume, var manifest) -> {
            // The files are measured again once they are approved, so this run is over.
            status.measurement = null;
            status.volume = volume(volume, job);
            status.manifest = manifest;
            yield write(
                status,
                SigningState.AwaitingApproval,
                Reason.AwaitingApproval,
                "%d files with digest %s were measured and are not signed yet; hint: add the digest to approvedDigests"
                    .formatted(manifest.files, manifest.digest));
          }
          case SigningOutcome.Signed signed -> writeSigned(status, signed, job);
          case SigningOutcome.Failed failed ->
              write(status, SigningState.Failed, failed.reason(), failed.message());
        };
    if (isFinal(status.state)) {
      status.completedAt = text(now);
    }
    status.conditions = conditions(job, status.state, reason, status.message, now);
    return status;
  }

  /** The status after an exception: everything stays on record, and the job is retried. */
  static ModelSigningJobStatus notChecked(ModelSigningJob job, Instant now) {
    return notChecked(
        job,
        Reason.CheckFailed,
        "The job could not be processed and will be retried; see the operator's log",
        now);
  }

  /** The status of a job of which some fields could not be read. */
  static ModelSigningJobStatus unreadable(ModelSigningJob job, String fields, Instant now) {
    return notChecked(
        job,
        Reason.Unreadable,
        "These fields cannot be read: " + fields + "; hint: create another job without them",
        now);
  }

  private static ModelSigningJobStatus notChecked(
      ModelSigningJob job, Reason reason, String message, Instant now) {
    var status =
        job.getStatus() == null
            ? new ModelSigningJobStatus()
            : JSON.convertValue(job.getStatus(), ModelSigningJobStatus.class);
    status.observedGeneration = job.getMetadata().getGeneration();
    SigningState state = status.state == null ? SigningState.Pending : status.state;
    write(status, state, reason, message);
    status.conditions = conditions(job, state, reason, status.message, now);
    return status;
  }

  /** Whether two statuses say the same. */
  static boolean same(@Nullable ModelSigningJobStatus left, ModelSigningJobStatus right) {
    return left != null && JSON.valueToTree(left).equals(JSON.valueToTree(right));
  }

  private static List<Condition> conditions(
      ModelSigningJob job, SigningState state, Reason reason, String message, Instant now) {
    var stored = job.getStatus() == null ? null : job.getStatus().conditions;
    boolean failed = state == SigningState.Failed;
    return StatusConditions.of(stored, job, now)
        .with(ConditionType.Complete, Value.of(state == SigningState.Succeeded), reason, message)
        .with(ConditionType.Failed, Value.of(failed), reason, failed ? message : "")
        .withProgress(!isFinal(state), failed, reason, message)
        .list();
  }

  private static Reason writeSigned(
      ModelSigningJobStatus status, SigningOutcome.Signed signed, ModelSigningJob job) {
    status.measurement = signed.run();
    status.volume = volume(signed.volume(), job);
    status.manifest = signed.manifest();
    status.modelSignature = signed.modelSignature();
    status.keyFingerprint = signed.keyFingerprint();
    return write(
        status,
        SigningState.Succeeded,
        Reason.Signed,
        "ModelSignature %s holds the bundle of %d files"
            .formatted(signed.modelSignature(), signed.manifest().files));
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Reason write(
      ModelSigningJobStatus status, SigningState state, Reason reason, String message) {
    status.state = state;
    status.reason = reason.text();
    status.message = Shortened.to(message, MAX_MESSAGE);
    return reason;
  }

  private static VolumeStatus volume(VolumeIdentity identity, ModelSigningJob job) {
    var volume = new VolumeStatus();
    volume.identity = identity.value();
    volume.claimUid = identity.claimUid();
    volume.persistentVolumeName = identity.volumeName();
    volume.persistentVolumeUid = identity.volumeUid();
    volume.subPath = job.getSpec().source.persistentVolumeClaim.subPath;
    return volume;
  }
}
