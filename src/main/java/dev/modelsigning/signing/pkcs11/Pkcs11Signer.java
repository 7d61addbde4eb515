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
 * Signs with an EC private key on a PKCS #11 token: P-256, P-384 or P-521. The bundles are those of
 * a {@link KeySigner} or a {@link CertificateSigner}, and do not mention the token.
 *
 * <p>The session with the token stays open until {@link #close()}. Not thread-safe.
 */
public final class Pkcs11Signer implements ModelSigner, AutoCloseable {
  private final Pkcs11Key key;
  private final ModelSigner signer;

  private Pkcs11Signer(Pkcs11Key key, ModelSigner signer) {
    this.key = key;
    this.signer = signer;
  }

  /**
   * Creates a signer with a key (OMS 1.0, method key). The token must contain its public key, or a
   * certificate for it.
   *
   * @throws SigningException if the module, the token, the key or the PIN cannot be used
   */
  public static Pkcs11Signer ofKey(Pkcs11Uri uri) throws SigningException {
    Pkcs11Key key = Pkcs11Key.open(uri);
    return new Pkcs11Signer(key, KeySigner.of(key));
  }

  /**
   * Creates a signer with a certificate (OMS 1.0, method certificate).
   *
   * @param certificatePem as in {@link CertificateSigner#of}, for the key on the token
   * @param chainPem the certificates of its issuers, or empty
   * @param now when the certificate must be valid, see {@link CertificateSigner#usableAt}
   * @throws SigningException as {@link #ofKey}, and if the certificate is not for the key, or not
   *     usable
   */
  public static Pkcs11Signer ofCertificate(
      Pkcs11Uri uri, String certificatePem, String chainPem, Instant now) throws SigningException {
    Pkcs11Key key = Pkcs11Key.open(uri);
    try {
      CertificateSigner signer = CertificateSigner.of(key, certificatePem, chainPem).usableAt(now);
      return new Pkcs11Signer(key, chainPem.isEmpty() ? signer : signer.withIssuer());
    } catch (SigningException e) {
      key.close();
      throw e;
    }
  }

  /** The public key that verifies the signatures. */
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
