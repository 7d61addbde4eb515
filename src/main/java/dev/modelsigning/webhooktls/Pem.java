// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.PemBlocks;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/** The two kinds of PEM that the webhook's Secrets hold: certificates and PKCS #8 EC keys. */
final class Pem {
  private Pem() {}

  static String of(X509Certificate certificate) {
    return Certificates.pem(certificate);
  }

  static String of(List<X509Certificate> certificates) {
    return String.join("", certificates.stream().map(Pem::of).toList());
  }

  static String of(PrivateKey key) {
    return PemBlocks.write(PemBlocks.PRIVATE_KEY, key.getEncoded());
  }

  /** The certificates in order; none if the text is not a list of PEM certificates. */
  static List<X509Certificate> certificates(String pem) {
    try {
      return Certificates.ofPem(pem);
    } catch (CertificateException e) {
      return List.of();
    }
  }

  /** The only private key; empty if there is not exactly one, or it is not an EC key. */
  static Optional<PrivateKey> privateKey(String pem) {
    try {
      List<byte[]> keys = PemBlocks.labelled(PemBlocks.PRIVATE_KEY, pem);
      return keys.size() == 1
          ? Optional.of(
              KeyFactory.getInstance("EC")
                  .generatePrivate(new PKCS8EncodedKeySpec(keys.getFirst())))
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static boolean issuedBy(X509Certificate certificate, X509Certificate authority) {
    if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
