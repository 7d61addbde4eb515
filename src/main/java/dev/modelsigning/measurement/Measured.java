// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.evidence.BundleSummary;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Manifest;
import java.util.Optional;

/**
 * Accepted evidence: which bytes are on the volume.
 *
 * @param report the report; {@code Refused} when no manifest can be made of the files, or when the
 *     bundle that describes them is missing
 * @param bundle the bundle found on the volume, byte for byte, when there is one
 * @param summary of a bundle on the volume that is too large to be handed over
 * @param manifest the measured files, when the report says {@code Measured} and they were read
 */
public record Measured(
    TerminationReport report,
    Optional<byte[]> bundle,
    Optional<BundleSummary> summary,
    Optional<Manifest> manifest) {
  /** What was measured without a bundle that is too large to be here itself. */
  public Measured(TerminationReport report, Optional<byte[]> bundle, Optional<Manifest> manifest) {
    this(report, bundle, Optional.empty(), manifest);
  }
}
