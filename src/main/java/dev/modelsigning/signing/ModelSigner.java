package dev.modelsigning.signing;

import dev.modelsigning.bundle.VerificationMaterial;

/** Signs bytes and says how to find who did. */
public interface ModelSigner {
  /**
   * Signs.
   *
   * @param pae the DSSE encoding of the payload
   * @return ECDSA in DER with the hash of the key's curve
   */
  byte[] sign(byte[] pae) throws SigningException;

  /** What goes into the bundle about the signer. */
  VerificationMaterial material();
}
