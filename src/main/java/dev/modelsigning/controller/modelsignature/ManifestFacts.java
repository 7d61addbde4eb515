// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.Assessment.Finding;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.Measured;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** What evidence says by itself, before anybody's trust comes in. */
final class ManifestFacts {
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Za-z]{1,63}");

  private ManifestFacts() {}

  static ManifestStatus status(SignatureFacts facts, Measured measured, Optional<byte[]> bundle) {
    ManifestStatus status = new ManifestStatus();
    measured
        .manifest()
        .ifPresent(
            manifest -> {
              status.digest = "sha256:" + manifest.canonicalDigest().hex();
              status.files = (long) manifest.fileCount();
              status.bytes = measured.report().bytes();
            });
    status.bundleDigest = bundle.map(BundleFinding::digest).orElse(null);
    status.evidenceRef = EvidenceStore.reference(facts.resource().getMetadata().getUid());
    return status;
  }

  /** The finding when there is no manifest to compare: refused by the reader, or not told. */
  static Finding withoutManifest(Measured measured) {
    var report = measured.report();
    String reason = Objects.requireNonNullElse(report.reason(), "");
    String known = REASON.matcher(reason).matches() ? reason : "NotMeasured";
    String message =
        PolicyVerdicts.cut(
            Objects.requireNonNullElse(report.message(), "The model could not be measured")
                .replaceAll("\\p{Cntrl}", " "));
    return new Finding(
        Objects.equals(report.result(), TerminationReport.REFUSED)
            ? VerdictState.Rejected
            : VerdictState.Unknown,
        known,
        message);
  }
}
