// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The one check whether a certificate may sign models, asked before signing and when verifying. Its
 * chain is for {@link CertificatePaths}, its validity period for {@link Validity}.
 *
 * <p>The OMS specification does not define the key usage; the Python reference requires key usage
 * digitalSignature or extended key usage codeSigning. Here each one that is present must allow
 * signing (RFC 5280, 4.2.1.3 and 4.2.1.12), and at least one must be present.
 */
public final class SigningCertificate {
  private static final int DIGITAL_SIGNATURE = 0;

  private SigningCertificate() {}

  /**
   * Why this certificate may not sign models, at any time; empty if it may. It needs the key usages
   * above, a key of a {@linkplain SignatureScheme#ofSigner scheme} that is not experimental, and a
   * strong signature by its issuer. A self-issued certificate proves nothing by its own signature,
   * so that may be weak: only a configured certificate makes it trusted.
   */
  public static Optional<String> problemWith(X509Certificate leaf) {
    Optional<String> problem = keyUsageProblem(leaf).or(() -> keyProblem(leaf));
    return problem.isPresent() || Certificates.isSelfIssued(leaf)
        ? problem
        : SignatureAlgorithms.problemWith(leaf);
  }

  /**
   * The same for the certificate of a keyless signer, which must also be an end-entity certificate
   * for code signing with a strong signature, whoever issued it.
   */
  public static Optional<String> problemWithKeyless(X509Certificate leaf) {
    return problemWith(leaf)
        .or(() -> SignatureAlgorithms.problemWith(leaf))
        .or(() -> endEntityProblem(leaf));
  }

  private static Optional<String> keyUsageProblem(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      return Optional.of("has a key usage without digitalSignature");
    }
    try {
      List<String> extended = leaf.getExtendedKeyUsage();
      if (usage == null && extended == null) {
        return Optional.of("has neither a key usage nor an extended key usage");
      }
      return extended == null || extended.contains(CertificatePurpose.CODE_SIGNING.oid())
          ? Optional.empty()
          : Optional.of("has an extended key usage without codeSigning");
    } catch (CertificateParsingException e) {
      return Optional.of("has an extended key usage that cannot be read");
    }
  }

  private static Optional<String> keyProblem(X509Certificate leaf) {
    return SignatureScheme.ofSigner(leaf.getPublicKey()).isPresent()
        ? Optional.empty()
        : Optional.of("has a key that is not on P-256, P-384 or P-521");
  }

  private static Optional<String> endEntityProblem(X509Certificate leaf) {
    if (leaf.getBasicConstraints() >= 0) {
      return Optional.of("is a CA certificate");
    }
    try {
      return leaf.getExtendedKeyUsage() == null
          ? Optional.of("has no extended key usage codeSigning")
          : Optional.empty();
    } catch (CertificateParsingException e) {
      return Optional.of("has an extended key usage that cannot be read");
    }
  }
}
