// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * What a chain must meet beyond RFC 5280: every certificate below the configured one is signed with
 * SHA-2 or EdDSA and has no short RSA key, and no certificate above the leaf is limited to other
 * purposes.
 *
 * <p>The last rule is how Go's crypto/x509 applies extended key usages, and the JDK does not: a CA
 * for web servers must not certify signers.
 */
public final class ChainRules {
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int MIN_RSA_BITS = 2048;

  private ChainRules() {}

  /**
   * Why a path is refused; empty if it is accepted.
   *
   * @param path leaf first, configured certificate last
   * @param purpose what the leaf is used for
   */
  public static Optional<String> problemWith(
      List<X509Certificate> path, CertificatePurpose purpose) {
    for (X509Certificate below : path.subList(0, path.size() - 1)) {
      Optional<String> weak = SignatureAlgorithms.problemWith(below);
      if (weak.isPresent()) {
        return Optional.of(
            "'%s' %s; have it reissued with SHA-256, SHA-384, SHA-512 or EdDSA"
                .formatted(below.getSubjectX500Principal(), weak.get()));
      }
      if (below.getPublicKey() instanceof RSAPublicKey rsa
          && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
        return Optional.of(
            "'%s' has an RSA key of %d bits; use one of %d or more"
                .formatted(
                    below.getSubjectX500Principal(), rsa.getModulus().bitLength(), MIN_RSA_BITS));
      }
    }
    for (X509Certificate above : path.subList(1, path.size())) {
      if (!mayBeAbove(above, purpose)) {
        return Optional.of(
            "the CA '%s' is not for %s (extended key usage); use a CA that is, or one without that extension"
                .formatted(above.getSubjectX500Principal(), purpose.text()));
      }
    }
    return Optional.empty();
  }

  private static boolean mayBeAbove(X509Certificate issuer, CertificatePurpose purpose) {
    try {
      List<String> purposes = issuer.getExtendedKeyUsage();
      return purposes == null || purposes.contains(purpose.oid()) || purposes.contains(ANY_PURPOSE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
