// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.statement.Statement;
import dev.modelsigning.trust.SignerFacts;

/** Whether a trusted signer signed a bundle; says nothing about files yet. */
public sealed interface Authentication {
  /**
   * A trusted signer made this statement.
   *
   * @param statement read after the signature was checked
   * @param signer who
   */
  record Authenticated(Statement statement, SignerFacts signer) implements Authentication {}

  /**
   * Nobody who is trusted did.
   *
   * @param verdict why; of several authorities, the refusal of the one that came closest
   */
  record Refused(Rejected verdict) implements Authentication {}
}
