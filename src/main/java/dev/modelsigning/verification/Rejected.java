// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.manifest.ManifestDifferences;
import dev.modelsigning.trust.SignerFacts;
import java.util.Optional;

/**
 * The model is not what a trusted signer signed. Checking again gives the same result.
 *
 * @param message names the problem and a hint
 * @param differences present with {@link RejectionReason#CONTENT_MISMATCH}
 * @param signer who signed; present with the differences
 */
public record Rejected(
    RejectionReason reason,
    String message,
    Optional<ManifestDifferences> differences,
    Optional<SignerFacts> signer)
    implements Verdict {
  /** Creates a rejection without differences. */
  public Rejected(RejectionReason reason, String message) {
    this(reason, message, Optional.empty(), Optional.empty());
  }

  @Override
  public String reasonText() {
    return reason.reason();
  }
}
