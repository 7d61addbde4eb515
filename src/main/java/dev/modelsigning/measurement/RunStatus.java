// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.measurement.job.MeasurementRun;
import dev.modelsigning.text.Shortened;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What is recorded about a run. Always a copy: an object of a cache is never changed. */
public final class RunStatus {
  /** It may name many pods; the CRDs accept longer ones. */
  private static final int MAX_MESSAGE = 4096;

  private RunStatus() {}

  /** A run that is about to begin. */
  static MeasurementStatus begun(
      MeasurementRun run, MeasurementKind kind, MeasurementInputs seen, Instant now) {
    MeasurementStatus status = new MeasurementStatus();
    status.kind = kind == MeasurementKind.Full ? null : kind;
    status.jobName = run.jobName();
    status.nonce = run.nonce();
    status.nodeName = run.node().orElse(null);
    status.generation = seen.basis().generation();
    status.volumeIdentity = seen.basis().volumeIdentity();
    status.nodeUid = seen.basis().nodeUid().orElse(null);
    status.bundleDigest = seen.basis().bundleDigest().orElse(null);
    status.specDigest = seen.basis().specDigest().orElse(null);
    status.measureAgain = seen.basis().wanted().orElse(null);
    status.startedAt = text(now);
    status.attempts =
        seen.status().filter(seen.basis()::isOf).map(previous -> previous.attempts).orElse(0);
    return status;
  }

  /** The same run, its evidence accepted. */
  static MeasurementStatus completed(
      MeasurementStatus from, List<String> podAdditions, Instant now) {
    MeasurementStatus status = copy(from);
    status.podAdditions = podAdditions.isEmpty() ? null : podAdditions;
    status.completedAt = text(now);
    status.attempts = 0;
    status.failureReason = null;
    status.failureMessage = null;
    return status;
  }

  /** The same run, failed once more. */
  static MeasurementStatus failed(MeasurementStatus from, Reason reason, String message) {
    MeasurementStatus status = copy(from);
    status.attempts = (status.attempts == null ? 0 : status.attempts) + 1;
    status.failureReason = reason.text();
    status.failureMessage = Shortened.to(message, MAX_MESSAGE);
    return status;
  }

  /**
   * A run whose Job was deleted because its result would not count: it failed, and another one may
   * follow at once. One that had ended before stays as it is.
   */
  public static MeasurementStatus interrupted(
      MeasurementStatus from, Reason reason, String message, Instant now) {
    boolean hasEnded = from.completedAt != null || from.retryAt != null;
    return hasEnded ? from : retriedAfter(failed(from, reason, message), Duration.ZERO, now);
  }

  /** The same run, to be followed by another after a pause. */
  static MeasurementStatus retriedAfter(MeasurementStatus from, Duration pause, Instant now) {
    MeasurementStatus status = copy(from);
    status.retryAt = text(now.plus(pause));
    return status;
  }

  /** Why the recorded run failed; a text that is not known says no more than that it did. */
  static Reason failureReason(MeasurementStatus run) {
    return Reason.of(run.failureReason).orElse(Reason.MeasurementFailed);
  }

  /** Name, nonce and node of the recorded run. */
  static MeasurementRun run(MeasurementStatus status) {
    return new MeasurementRun(status.jobName, status.nonce, Optional.ofNullable(status.nodeName));
  }

  static MeasurementStatus copy(MeasurementStatus from) {
    MeasurementStatus status = new MeasurementStatus();
    status.kind = from.kind;
    status.jobName = from.jobName;
    status.jobUid = from.jobUid;
    status.nonce = from.nonce;
    status.nodeName = from.nodeName;
    status.volumeIdentity = from.volumeIdentity;
    status.nodeUid = from.nodeUid;
    status.generation = from.generation;
    status.bundleDigest = from.bundleDigest;
    status.specDigest = from.specDigest;
    status.measureAgain = from.measureAgain;
    status.startedAt = from.startedAt;
    status.completedAt = from.completedAt;
    status.attempts = from.attempts;
    status.retryAt = from.retryAt;
    status.failureReason = from.failureReason;
    status.failureMessage = from.failureMessage;
    status.podAdditions = from.podAdditions;
    return status;
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
