// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.signing.SigningException;

/** The source of a signer's token, asked once the model is hashed, since tokens are short-lived. */
@FunctionalInterface
public interface IdentityTokens {
  /**
   * Returns a token that is valid now.
   *
   * @throws SigningException if there is none
   */
  IdentityToken token() throws SigningException;
}
