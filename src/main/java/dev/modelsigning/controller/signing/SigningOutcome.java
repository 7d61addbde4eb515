// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.volume.VolumeIdentity;
import java.time.Duration;
import java.util.Optional;

/** How far one ModelSigningJob is after a look at it. */
sealed interface SigningOutcome {
  /**
   * Something has to change first.
   *
   * @param reason one CamelCase word
   * @param message what, for people
   * @param again when to look again
   */
  record Waiting(String reason, String message, Duration again) implements SigningOutcome {}

  /**
   * The files are being hashed.
   *
   * @param run what to write about the measurement
   * @param volume what is measured
   * @param reason one CamelCase word
   * @param message for people
   * @param progress how far
   * @param again when to look again
   */
  record Measuring(
      MeasurementStatus run,
      VolumeIdentity volume,
      String reason,
      String message,
      Optional<ProgressStatus> progress,
      Duration again)
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
   * @param reason one CamelCase word
   * @param message why, with the remedy
   */
  record Failed(String reason, String message) implements SigningOutcome {}
}
