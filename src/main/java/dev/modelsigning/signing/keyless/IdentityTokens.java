// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.signing.SigningException;

/**
 * Where a signer's token comes from; asked when the model is hashed, since tokens are short-lived.
 */
@FunctionalInterface
public interface IdentityTokens {
  /**
   * A token that is valid now.
   *
   * @throws SigningException when there is none
   */
  IdentityToken token() throws SigningException;
}
