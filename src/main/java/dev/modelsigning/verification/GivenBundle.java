// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.Payload;
import dev.modelsigning.evidence.BundleSummary;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementFormatException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * A bundle as it is given to a verifier. A summary is only ever what a measuring Job handed over:
 * bytes from anywhere else are read as a bundle, whatever they contain.
 */
public sealed interface GivenBundle {
  /** {@code sha256:hex} of the whole bundle. */
  String digest();

  /**
   * Untrusted bytes.
   *
   * @param bytes not changed by anybody
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one judgement
  record Whole(byte[] bytes) implements GivenBundle {
    @Override
    public String digest() {
      return "sha256:" + Digest.sha256(bytes).hex();
    }
  }

  /**
   * A bundle that is too large to be here.
   *
   * @param summary what a measuring Job found out, which was accepted as evidence
   */
  record Summarised(BundleSummary summary) implements GivenBundle {
    @Override
    public String digest() {
      return "sha256:" + summary.digest();
    }

    /** Everything that is checked before the payload matters. */
    Bundle bundle() throws BundleFormatException {
      try {
        return BundleReader.read(
            summary.rest().getBytes(StandardCharsets.UTF_8),
            new Payload.Digested(
                summary.payloadLength(), summary.payloadSha256(), summary.signed()));
      } catch (IllegalArgumentException e) {
        throw new BundleFormatException(
            BundleFormatException.Reason.ENVELOPE, "the digests of its payload are damaged", e);
      }
    }

    /** What the payload states, for use after its signature was verified. */
    Statement statement() throws StatementFormatException {
      if (summary.stated().isEmpty()) {
        throw new StatementFormatException(Reason.MALFORMED, summary.problem());
      }
      try {
        return new Statement(
            summary.stated().get().modelName(),
            summary.stated().get(),
            new Annotations(summary.annotations()));
      } catch (IllegalArgumentException e) {
        throw new StatementFormatException(
            Reason.SUBJECT, "its annotations are not valid: " + e.getMessage(), e);
      }
    }
  }
}
