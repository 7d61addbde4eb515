// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import java.security.PublicKey;

/** A private key, wherever it is kept, with its public half. */
public interface SigningKey {
  /** The key that verifies what this signs. */
  PublicKey publicKey();

  /**
   * Signs in the form that bundles carry, with the hash that belongs to the key.
   *
   * @param pae what DSSE has signed
   * @throws SigningException when the key refuses
   */
  byte[] signBytes(byte[] pae) throws SigningException;
}
