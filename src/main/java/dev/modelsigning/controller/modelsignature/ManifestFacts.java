// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.controller.HashedAs;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.volume.ModelDirectory;
import java.util.Optional;

/** What a measurement found, as it is written into the status. */
final class ManifestFacts {
  private ManifestFacts() {}

  static ManifestStatus status(
      SignatureFacts facts, Measured measured, Optional<GivenBundle> bundle) {
    ManifestStatus status = new ManifestStatus();
    measured
        .manifest()
        .ifPresent(
            manifest -> {
              status.digest = digest(manifest);
              status.serialization = HashedAs.status(manifest.serialization());
              status.files = (long) manifest.fileCount();
              status.bytes = measured.report().bytes();
              IgnoredContentFindings.write(measured.report().ignored(), status);
              if (isPartOfVolume(facts)) {
                status.siblings = measured.report().siblings().paths();
                status.siblingsMore = measured.report().siblings().more();
              }
            });
    status.fingerprint = measured.report().comparableFingerprint().orElse(null);
    status.bundleDigest = bundle.map(GivenBundle::digest).orElse(null);
    status.evidenceRef =
        EvidenceStore.reference(facts.resource().getMetadata().getUid(), facts.nodeUid());
    return status;
  }

  /** What identifies the content of a model in the API, signed or measured. */
  static String digest(Manifest manifest) {
    return "sha256:" + manifest.canonicalDigest().hex();
  }

  private static boolean isPartOfVolume(SignatureFacts facts) {
    return !ModelDirectory.of(facts.resource().getSpec().source).isEmpty();
  }
}
