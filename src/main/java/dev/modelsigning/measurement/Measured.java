// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Manifest;
import java.util.Optional;

/**
 * Accepted evidence: which bytes lie on the volume.
 *
 * @param report the report; {@code Refused} when the files cannot make a manifest, or when the
 *     bundle to go by is missing
 * @param bundle the bundle found beside the model, exactly as found, when there was one
 * @param manifest the measured files, when the report says {@code Measured}
 */
public record Measured(
    TerminationReport report, Optional<byte[]> bundle, Optional<Manifest> manifest) {}
