// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.statement.Statement;
import dev.modelsigning.trust.SignerFacts;

/** Whether a trusted signer signed a bundle. The files are not checked yet. */
public sealed interface Authentication {
  /**
   * A trusted signer made this statement.
   *
   * @param statement read after the signature was verified
   * @param signer who made it
   */
  record Authenticated(Statement statement, SignerFacts signer) implements Authentication {}

  /**
   * No trusted signer did.
   *
   * @param verdict why not; of several authorities, the one whose check failed last
   */
  record Refused(Rejected verdict) implements Authentication {}
}
