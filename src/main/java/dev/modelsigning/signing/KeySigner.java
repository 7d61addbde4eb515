package dev.modelsigning.signing;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.KeyHint;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/** Signs with an EC private key on P-256, P-384 or P-521 (OMS v1.0, method key). */
public final class KeySigner implements ModelSigner {
  private final PrivateKeys.Pair pair;

  private KeySigner(PrivateKeys.Pair pair) {
    this.pair = pair;
  }

  /**
   * A signer with a key in PEM: PKCS#8 or SEC 1, either of them encrypted or not.
   *
   * @param password of the key; present if, and only if, it is encrypted
   * @throws SigningException for other keys and curves, and for a wrong or needless password
   */
  public static KeySigner ofPem(String pem, Optional<char[]> password) throws SigningException {
    return new KeySigner(PrivateKeys.read(pem, password));
  }

  /** The public key that verifies what this signs. */
  public PublicKey publicKey() {
    return pair.publicKey();
  }

  /** ECDSA in DER with the hash of the key's curve. */
  byte[] signBytes(byte[] pae) throws SigningException {
    try {
      Signature ecdsa = Signature.getInstance(pair.scheme().jcaName());
      ecdsa.initSign(pair.privateKey());
      ecdsa.update(pae);
      return ecdsa.sign();
    } catch (GeneralSecurityException e) {
      throw new SigningException("signing with the private key failed", e);
    }
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    return Bundle.of(
        new PublicKeyHint(KeyHint.of(pair.publicKey())),
        payloadType,
        payload,
        signBytes(DsseEnvelope.pae(payloadType, payload)));
  }
}
