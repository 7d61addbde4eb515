// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.volume.VolumeIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far one ModelSigningJob is. */
sealed interface SigningOutcome {
  /**
   * Something has to change first.
   *
   * @param reason why
   * @param message what has to change
   * @param since since when, if the wait is limited
   * @param run what stays on record about the measurement
   * @param requeueAfter when to look again
   */
  record Waiting(
      Reason reason,
      String message,
      Optional<Instant> since,
      Optional<MeasurementStatus> run,
      Duration requeueAfter)
      implements SigningOutcome {}

  /**
   * The files are being hashed.
   *
   * @param run what to write about the measurement
   * @param volume what is measured
   * @param reason why
   * @param message what is going on
   * @param progress how far
   * @param requeueAfter when to look again
   */
  record Measuring(
      MeasurementStatus run,
      VolumeIdentity volume,
      Reason reason,
      String message,
      Optional<ProgressStatus> progress,
      Duration requeueAfter)
      implements SigningOutcome {}

  /**
   * Measured; what was measured may not be signed before somebody approves of it.
   *
   * @param volume what was measured
   * @param manifest what would be signed
   */
  record AwaitingApproval(VolumeIdentity volume, ManifestStatus manifest)
      implements SigningOutcome {}

  /**
   * Signed and written.
   *
   * @param run the measurement
   * @param volume what was measured
   * @param manifest what was signed
   * @param modelSignature where the bundle is
   * @param keyFingerprint who signed
   */
  record Signed(
      MeasurementStatus run,
      VolumeIdentity volume,
      ManifestStatus manifest,
      String modelSignature,
      String keyFingerprint)
      implements SigningOutcome {}

  /**
   * Not signed, for good.
   *
   * @param reason why
   * @param message why, with a hint
   */
  record Failed(Reason reason, String message) implements SigningOutcome {}
}
