// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import dev.modelsigning.pki.Certificates;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * A certificate with its private key.
 *
 * @param certificate an X.509 certificate with an EC P-256 key
 * @param key the private key of the certificate's public key
 */
record CertifiedKey(X509Certificate certificate, PrivateKey key) {
  private static final byte[] PROBE = {0x6f, 0x6d, 0x73};

  /**
   * Reads a pair of PEM texts. Empty when either is absent or damaged, or when the key is not the
   * certificate's: in each case a new pair replaces it.
   */
  static Optional<CertifiedKey> parse(Optional<String> certificatePem, Optional<String> keyPem) {
    if (certificatePem.isEmpty() || keyPem.isEmpty()) {
      return Optional.empty();
    }
    var certificates = Pem.certificates(certificatePem.get());
    var key = Pem.privateKey(keyPem.get());
    if (certificates.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    var pair = new CertifiedKey(certificates.getFirst(), key.get());
    return pair.match() ? Optional.of(pair) : Optional.empty();
  }

  private boolean match() {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(key);
      signer.update(PROBE);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(PROBE);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  Instant notBefore() {
    return certificate.getNotBefore().toInstant();
  }

  Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** When the pair was issued: {@code notBefore} is {@link CertificateMint#BACKDATING} earlier. */
  Instant issuedAt() {
    return notBefore().plus(CertificateMint.BACKDATING);
  }

  boolean validAt(Instant now) {
    return !now.isBefore(notBefore()) && now.isBefore(notAfter());
  }

  boolean isAuthority() {
    return Certificates.mayIssue(certificate);
  }

  boolean issuedBy(CertifiedKey authority) {
    return Pem.issuedBy(certificate, authority.certificate());
  }

  /** Never prints the key. */
  @Override
  public String toString() {
    return "CertifiedKey[" + certificate.getSubjectX500Principal() + "]";
  }
}
