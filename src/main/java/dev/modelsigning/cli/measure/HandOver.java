// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.evidence.BundleSummary;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceWriter;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import java.io.IOException;
import java.util.Optional;

/**
 * What a Job hands over of the signature file: the file itself if the log holds it, else a summary.
 * It is read after the files of the model, when they need no memory any more.
 */
sealed interface HandOver {
  /** There is no signature file. */
  static HandOver none() {
    return new Whole(Optional.empty());
  }

  /** The file itself, if there is one. */
  record Whole(Optional<byte[]> bundle) implements HandOver {}

  /** A summary of the file. */
  record Summarised(BundleSummary summary) implements HandOver {}

  /**
   * Reads the file.
   *
   * @throws EvidenceException TOO_LARGE if not even a summary could be handed over
   */
  static HandOver of(SignatureFile file)
      throws IOException, BundleFormatException, EvidenceException {
    Optional<byte[]> whole = file.whole();
    return whole.isPresent() && EvidenceWriter.holds(whole.get())
        ? new Whole(whole)
        : new Summarised(file.summary());
  }

  /**
   * Writes it and the manifest.
   *
   * @return the digest for the report
   */
  default Digest write(EvidenceWriter writer, Manifest manifest) throws EvidenceException {
    return switch (this) {
      case Whole(Optional<byte[]> bundle) -> writer.evidence(bundle, manifest);
      case Summarised(BundleSummary summary) -> writer.evidence(summary, manifest);
    };
  }
}
