// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.evidence.BundleSummary;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * Accepted evidence: which bytes are on the volume.
 *
 * @param report the report; {@code Refused} when no manifest can be made of the files, or when the
 *     bundle that describes them is missing
 * @param bundle the bundle found on the volume, byte for byte, when there is one
 * @param summary of a bundle on the volume that is too large to be handed over
 * @param manifest the measured files, when the report says {@code Measured} and they were read
 * @param additional further bundles that registries had, which are kept with the rest
 */
public record Measured(
    TerminationReport report,
    Optional<byte[]> bundle,
    Optional<BundleSummary> summary,
    Optional<Manifest> manifest,
    List<byte[]> additional) {
  /** Copies the list. */
  public Measured {
    additional = List.copyOf(additional);
  }

  /** What a run hands over. */
  public Measured(
      TerminationReport report,
      Optional<byte[]> bundle,
      Optional<BundleSummary> summary,
      Optional<Manifest> manifest) {
    this(report, bundle, summary, manifest, List.of());
  }

  /** What was measured without a bundle that is too large to be here itself. */
  public Measured(TerminationReport report, Optional<byte[]> bundle, Optional<Manifest> manifest) {
    this(report, bundle, Optional.empty(), manifest);
  }
}
