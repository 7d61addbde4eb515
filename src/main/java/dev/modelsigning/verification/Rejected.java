// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.manifest.ManifestDifferences;
import dev.modelsigning.trust.SignerFacts;
import java.util.Optional;

/**
 * The model is not what a trusted signer signed; checking again without a change gives the same.
 *
 * @param message names the thing and the remedy
 * @param differences present with {@link RejectionReason#CONTENT_MISMATCH}
 * @param signer who signed what the model is not, with the differences
 */
public record Rejected(
    RejectionReason reason,
    String message,
    Optional<ManifestDifferences> differences,
    Optional<SignerFacts> signer)
    implements Verdict {
  /** A rejection that is not about files. */
  public Rejected(RejectionReason reason, String message) {
    this(reason, message, Optional.empty(), Optional.empty());
  }

  @Override
  public String reasonText() {
    return reason.reason();
  }
}
