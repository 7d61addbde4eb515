// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one reconciliation found out; the status is made from it.
 *
 * @param phase whether work is under way
 * @param finding the verdict over all policies
 * @param measurement the run to record, or empty to forget it
 * @param manifest what was measured, when it still counts
 * @param signer who signed, when some policy trusts the signature
 * @param policies each policy's verdict
 * @param progress of the running measurement
 * @param again when to look again without an event
 */
record Assessment(
    Phase phase,
    Finding finding,
    Optional<MeasurementStatus> measurement,
    Optional<ManifestStatus> manifest,
    Optional<SignerStatus> signer,
    List<PolicyVerdict> policies,
    Optional<ProgressStatus> progress,
    Optional<Duration> again) {

  Assessment {
    policies = List.copyOf(policies);
  }

  /** Whether the verdict is on its way. */
  enum Phase {
    /** Something will change by itself. */
    WORKING,
    /** Nothing will change until the resource, the volume or a policy does. */
    SETTLED
  }

  /**
   * A verdict and why.
   *
   * @param verdict one of three
   * @param reason one CamelCase word
   * @param message a sentence, with the remedy where there is one
   */
  record Finding(VerdictState verdict, String reason, String message) {
    static Finding unknown(String reason, String message) {
      return new Finding(VerdictState.Unknown, reason, message);
    }
  }

  /** Not known, for the same reason under every policy; nothing of a measurement counts. */
  static Assessment unknown(
      Phase phase, Finding finding, List<PolicyVerdict> policies, Optional<Duration> again) {
    return new Assessment(
        phase,
        finding,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        policies,
        Optional.empty(),
        again);
  }

  Assessment withMeasurement(MeasurementStatus run) {
    return new Assessment(
        phase, finding, Optional.of(run), manifest, signer, policies, progress, again);
  }

  Assessment withProgress(Optional<ProgressStatus> newProgress) {
    return new Assessment(
        phase, finding, measurement, manifest, signer, policies, newProgress, again);
  }

  Assessment withManifest(ManifestStatus measured) {
    return new Assessment(
        phase, finding, measurement, Optional.of(measured), signer, policies, progress, again);
  }

  Assessment withAgain(Duration pause) {
    return new Assessment(
        phase, finding, measurement, manifest, signer, policies, progress, Optional.of(pause));
  }
}
