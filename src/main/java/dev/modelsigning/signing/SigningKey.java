// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import java.security.PublicKey;

/** A private key, wherever it is kept, with its public key. */
public interface SigningKey {
  /** The key that verifies what this signs. */
  PublicKey publicKey();

  /**
   * Signs bytes with the hash for the key's curve, and returns the signature as bundles carry it.
   *
   * @param pae DSSE's encoding of the payload
   * @throws SigningException if signing fails
   */
  byte[] signBytes(byte[] pae) throws SigningException;
}
