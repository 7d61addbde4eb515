// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.controller.Conditions;
import dev.modelsigning.controller.Conditions.Value;
import dev.modelsigning.volume.VolumeIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Makes a signing job's status from an outcome. */
final class SigningStatus {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** What the CRD accepts as message. */
  private static final int MAX_MESSAGE = 2048;

  private SigningStatus() {}

  /** Succeeded and Failed are final: a job signs once. */
  static boolean isFinal(ModelSigningJob job) {
    var status = job.getStatus();
    return status != null && isFinal(status.state);
  }

  static boolean isFinal(SigningState state) {
    return state == SigningState.Succeeded || state == SigningState.Failed;
  }

  static ModelSigningJobStatus of(ModelSigningJob job, SigningOutcome outcome, Instant now) {
    var before = job.getStatus();
    var status = new ModelSigningJobStatus();
    status.observedGeneration = job.getMetadata().getGeneration();
    status.measurement = before == null ? null : before.measurement;
    status.volume = before == null ? null : before.volume;
    switch (outcome) {
      case SigningOutcome.Waiting waiting ->
          say(status, SigningState.Pending, waiting.reason(), waiting.message());
      case SigningOutcome.Measuring measuring -> {
        say(status, SigningState.Measuring, measuring.reason(), measuring.message());
        status.measurement = measuring.run();
        status.volume = volume(measuring.volume(), job);
        status.progress = measuring.progress().orElse(null);
      }
      case SigningOutcome.Signed signed -> {
        say(
            status,
            SigningState.Succeeded,
            "Signed",
            "ModelSignature %s holds the bundle of %d files"
                .formatted(signed.modelSignature(), signed.manifest().files));
        status.measurement = signed.run();
        status.volume = volume(signed.volume(), job);
        status.manifest = signed.manifest();
        status.modelSignature = signed.modelSignature();
        status.keyFingerprint = signed.keyFingerprint();
      }
      case SigningOutcome.Failed failed ->
          say(status, SigningState.Failed, failed.reason(), failed.message());
    }
    if (isFinal(status.state)) {
      status.completedAt = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
    status.conditions = conditions(job, status, now).list();
    return status;
  }

  /** Whether two statuses say the same. */
  static boolean same(ModelSigningJobStatus left, ModelSigningJobStatus right) {
    return JSON.valueToTree(left).equals(JSON.valueToTree(right));
  }

  private static Conditions conditions(
      ModelSigningJob job, ModelSigningJobStatus status, Instant now) {
    var before = job.getStatus() == null ? null : job.getStatus().conditions;
    boolean failed = status.state == SigningState.Failed;
    return new Conditions(before, job.getMetadata().getGeneration(), now)
        .with(
            "Complete",
            Value.of(status.state == SigningState.Succeeded),
            status.reason,
            status.message)
        .with("Failed", Value.of(failed), status.reason, failed ? status.message : "")
        .with(
            Conditions.RECONCILING,
            Value.of(!isFinal(status.state)),
            status.reason,
            isFinal(status.state) ? "" : status.message)
        .with(Conditions.STALLED, Value.of(failed), status.reason, failed ? status.message : "");
  }

  private static void say(
      ModelSigningJobStatus status, SigningState state, String reason, String message) {
    status.state = state;
    status.reason = reason;
    status.message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
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
