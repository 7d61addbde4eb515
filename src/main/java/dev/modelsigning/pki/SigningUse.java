// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Whether a certificate may sign models. The specification is silent; the Python reference asks for
 * key usage digitalSignature or extended key usage codeSigning. Here what is present must allow it
 * (RFC 5280, 4.2.1.3 and 4.2.1.12), and one of the two must be present.
 */
public final class SigningUse {
  /** The purpose of extended key usages (RFC 5280, 4.2.1.12). */
  public static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

  private static final int DIGITAL_SIGNATURE = 0;

  private SigningUse() {}

  /** What speaks against it; empty when nothing does. */
  public static Optional<String> problemWith(X509Certificate leaf)
      throws CertificateParsingException {
    boolean[] usage = leaf.getKeyUsage();
    List<String> extended = leaf.getExtendedKeyUsage();
    if (usage == null && extended == null) {
      return Optional.of("has neither a key usage nor an extended key usage");
    }
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      return Optional.of("has a key usage without digitalSignature");
    }
    if (extended != null && !extended.contains(CODE_SIGNING)) {
      return Optional.of("has an extended key usage without codeSigning");
    }
    return Optional.empty();
  }
}
