// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one reconciliation found out. {@link SignatureStatus} makes the status from it, and is the
 * only place that spreads a finding over the policies.
 */
sealed interface Assessment {
  /** When to look again although no event arrives. */
  Optional<Duration> requeueAfter();

  /**
   * Something prevents a measurement; nothing that was measured counts.
   *
   * @param finding what, under every policy
   * @param run the run to keep on record, or empty to forget it
   */
  record Blocked(
      VerdictFinding finding, Optional<MeasurementStatus> run, Optional<Duration> requeueAfter)
      implements Assessment {
    Blocked(VerdictFinding finding, Optional<Duration> requeueAfter) {
      this(finding, Optional.empty(), requeueAfter);
    }
  }

  /**
   * A measurement is under way.
   *
   * @param run what to record about it
   * @param message what it waits for
   * @param open what the policies say meanwhile
   * @param progress bytes hashed so far, once known
   */
  record Measuring(
      MeasurementStatus run,
      String message,
      Verdicts open,
      Optional<ProgressStatus> progress,
      Optional<Duration> requeueAfter)
      implements Assessment {}

  /**
   * A run failed or was not believed; the next one follows.
   *
   * @param run what to record about it
   */
  record Postponed(
      MeasurementStatus run, Reason reason, String message, Optional<Duration> requeueAfter)
      implements Assessment {}

  /**
   * The policies gave their verdicts: over a measured model, or over a bundle that none of them
   * trusts, for which nothing is measured.
   *
   * @param run the run that measured
   * @param manifest what was measured
   * @param signer who signed, when some policy trusts the signature
   * @param signatures what was signed, and which authorities accept it
   */
  record Judged(
      Optional<MeasurementStatus> run,
      Optional<ManifestStatus> manifest,
      Optional<SignerStatus> signer,
      List<JudgedSignature> signatures,
      Verdicts verdicts,
      Optional<Duration> requeueAfter)
      implements Assessment {
    /** Copies. */
    public Judged {
      signatures = List.copyOf(signatures);
    }

    /** The metadata of the files when they were measured. */
    Optional<String> fingerprint() {
      return manifest.map(measured -> measured.fingerprint);
    }

    /** The same, to be looked at again within a time. */
    Judged within(Duration atTheLatest) {
      Duration first = requeueAfter.filter(r -> r.compareTo(atTheLatest) < 0).orElse(atTheLatest);
      return new Judged(run, manifest, signer, signatures, verdicts, Optional.of(first));
    }

    /** Such as too few signers, or a denied model. With a bundle in the API, no Job would begin. */
    boolean refusesEverySignature() {
      return verdicts instanceof Verdicts.Each(var findings)
          && findings.stream().allMatch(policy -> policy.finding().refusesTheSignature());
    }
  }

  /**
   * The policies gave their verdicts, and the model is being measured again by its interval, or its
   * metadata is being compared.
   *
   * @param standing the verdicts, over the previous measurement
   * @param run what to record about the repeated one
   */
  record Remeasuring(Judged standing, MeasurementStatus run, Optional<Duration> requeueAfter)
      implements Assessment {}

  /**
   * The policies gave their verdicts, and the metadata of the files is as the measurement left it.
   *
   * @param standing the verdicts
   * @param at when that was found
   */
  record Confirmed(Judged standing, String at, Optional<Duration> requeueAfter)
      implements Assessment {}

  /** What the policies say. */
  sealed interface Verdicts {
    /** The same under every policy. */
    record Same(VerdictFinding finding) implements Verdicts {}

    /** One finding for each policy. */
    record Each(List<PolicyFinding> findings) implements Verdicts {
      /** Copies. */
      public Each {
        findings = List.copyOf(findings);
      }
    }
  }
}
