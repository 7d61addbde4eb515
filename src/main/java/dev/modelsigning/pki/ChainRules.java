// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * What a chain must be beyond RFC 5280: below the configured certificate all is signed with SHA-2
 * or EdDSA and no RSA key is short; and no certificate above the leaf is for other purposes only.
 *
 * <p>The last one is what Go's crypto/x509 does with extended key usages, and the JDK does not: a
 * CA for web servers must not certify signers.
 */
public final class ChainRules {
  /** Of those who sign timestamps. */
  public static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int MIN_RSA_BITS = 2048;

  private ChainRules() {}

  /**
   * What speaks against a path; empty when nothing does.
   *
   * @param path leaf first, configured certificate last
   * @param purpose that its leaf is used for, {@link SigningUse#CODE_SIGNING} or {@link
   *     #TIME_STAMPING}
   */
  public static Optional<String> problemWith(List<X509Certificate> path, String purpose) {
    for (X509Certificate below : path.subList(0, path.size() - 1)) {
      if (!SignatureAlgorithms.isStrong(below)) {
        return Optional.of(
            "'%s' is signed with %s; have it issued anew with SHA-256, SHA-384, SHA-512 or EdDSA"
                .formatted(below.getSubjectX500Principal(), below.getSigAlgName()));
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
            "the CA '%s' is not for %s (extended key usage); use one that is, or that has none"
                .formatted(
                    above.getSubjectX500Principal(),
                    purpose.equals(SigningUse.CODE_SIGNING) ? "code signing" : "timestamps"));
      }
    }
    return Optional.empty();
  }

  private static boolean mayBeAbove(X509Certificate issuer, String purpose) {
    try {
      List<String> purposes = issuer.getExtendedKeyUsage();
      return purposes == null || purposes.contains(purpose) || purposes.contains(ANY_PURPOSE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
