// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import java.security.PublicKey;
import java.time.Instant;

/**
 * Signs with an EC private key on a PKCS#11 token: P-256, P-384 or P-521. Its bundles are those of
 * a {@link KeySigner} or a {@link CertificateSigner}; nothing in them tells of the token.
 *
 * <p>The session with the token stays open until {@link #close()}. For one thread at a time.
 */
public final class Pkcs11Signer implements ModelSigner, AutoCloseable {
  private final Pkcs11Key key;
  private final ModelSigner signer;

  private Pkcs11Signer(Pkcs11Key key, ModelSigner signer) {
    this.key = key;
    this.signer = signer;
  }

  /**
   * A signer with a bare key (OMS v1.0, method key). The token must hold its public key, or a
   * certificate for it.
   *
   * @throws SigningException when the module, the token, the key or the PIN is not right
   */
  public static Pkcs11Signer ofKey(Pkcs11Uri uri) throws SigningException {
    Pkcs11Key key = Pkcs11Key.open(uri);
    return new Pkcs11Signer(key, KeySigner.of(key));
  }

  /**
   * A signer with a certificate (OMS v1.0, method certificate).
   *
   * @param certificatePem as in {@link CertificateSigner#of}, for the key of the token
   * @param chainPem the certificates above it, possibly none
   * @param now when the certificate must be valid, see {@link CertificateSigner#usableAt}
   * @throws SigningException as {@link #ofKey}, and when the certificate is not the key's, or not
   *     usable
   */
  public static Pkcs11Signer ofCertificate(
      Pkcs11Uri uri, String certificatePem, String chainPem, Instant now) throws SigningException {
    Pkcs11Key key = Pkcs11Key.open(uri);
    try {
      return new Pkcs11Signer(
          key, CertificateSigner.of(key, certificatePem, chainPem).usableAt(now));
    } catch (SigningException e) {
      key.close();
      throw e;
    }
  }

  /** The public key that verifies what this signs. */
  public PublicKey publicKey() {
    return key.publicKey();
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    return signer.sign(payloadType, payload);
  }

  @Override
  public void close() {
    key.close();
  }
}
