// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.pki.KeyHint;
import java.security.PublicKey;
import java.util.Optional;

/** Signs with a private key: EC on P-256, P-384 or P-521 (OMS 1.0, method key). */
public final class KeySigner implements ModelSigner {
  private final SigningKey key;

  private KeySigner(SigningKey key) {
    this.key = key;
  }

  /** Creates a signer with a key that may be kept elsewhere, such as on a token. */
  public static KeySigner of(SigningKey key) {
    return new KeySigner(key);
  }

  /**
   * Creates a signer with a key in PEM: PKCS #8 or SEC 1, encrypted or not.
   *
   * @param password of the key; present if, and only if, the key is encrypted
   * @throws SigningException for other keys and curves, and for a wrong or unneeded password
   */
  public static KeySigner ofPem(String pem, Optional<char[]> password) throws SigningException {
    return new KeySigner(PrivateKeys.read(pem, password));
  }

  /**
   * Creates a signer whose key may also be an ML-DSA key (FIPS 204), which OMS 1.0 does not require
   * and no reference implementation verifies.
   *
   * @throws SigningException as {@link #ofPem}
   */
  public static KeySigner ofExperimentalPem(String pem, Optional<char[]> password)
      throws SigningException {
    return new KeySigner(PrivateKeys.readExperimental(pem, password));
  }

  /** The key that signs, for a signer with its certificate. */
  public SigningKey key() {
    return key;
  }

  /** The public key that verifies the signatures. */
  public PublicKey publicKey() {
    return key.publicKey();
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    return Bundle.of(
        new PublicKeyHint(KeyHint.of(key.publicKey())),
        payloadType,
        payload,
        key.signBytes(DsseEnvelope.pae(payloadType, payload)));
  }
}
