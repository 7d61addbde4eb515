// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.IssuerKeys;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.TrustMaterialException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Reads the certificates that a certificate authority trusts. */
final class CaBundle {
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  private CaBundle() {}

  /**
   * Reads one or more blocks {@code CERTIFICATE}.
   *
   * @param name of the authority, for messages
   * @throws TrustMaterialException if there is none, or one is neither a CA certificate nor the
   *     self-signed certificate of a signer
   */
  static Set<X509Certificate> read(String name, String caBundlePem) throws TrustMaterialException {
    Set<X509Certificate> trusted = new LinkedHashSet<>();
    try {
      for (X509Certificate certificate : Certificates.read(caBundlePem)) {
        Optional<String> problem = problemWith(certificate);
        if (problem.isPresent()) {
          throw new TrustMaterialException(
              "authority '%s': the certificate '%s' %s"
                  .formatted(name, certificate.getSubjectX500Principal(), problem.get()));
        }
        trusted.add(certificate);
      }
    } catch (KeyMaterialException e) {
      throw new TrustMaterialException(
          "authority '%s': the CA bundle".formatted(name), e.problem(), e);
    }
    return trusted;
  }

  private static Optional<String> problemWith(X509Certificate certificate) {
    if (Certificates.isSelfIssued(certificate) && !Certificates.mayIssue(certificate)) {
      return Optional.empty();
    }
    if (certificate.getBasicConstraints() < 0) {
      return Optional.of(
          "is not a CA certificate; give the certificate of the CA, not of the signer");
    }
    if (!Certificates.mayIssue(certificate)) {
      return Optional.of(
          "may not issue certificates (key usage); give a CA certificate with keyCertSign");
    }
    if (!IssuerKeys.isAccepted(certificate.getPublicKey())) {
      return Optional.of("has a key that is not accepted; accepted are " + IssuerKeys.ACCEPTED);
    }
    // The path validator ignores the name constraints of an anchor that is not a root.
    if (!Certificates.isSelfIssued(certificate)
        && certificate.getExtensionValue(NAME_CONSTRAINTS) != null) {
      return Optional.of("is an intermediate with name constraints; give its root instead");
    }
    return Optional.empty();
  }
}
