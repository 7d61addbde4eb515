// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * The validity period of a certificate (RFC 5280, 4.1.2.5).
 *
 * @param from the first valid instant
 * @param to the last valid instant
 */
public record Validity(Instant from, Instant to) {
  /** The period that a certificate states. */
  public static Validity of(X509Certificate certificate) {
    return new Validity(
        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  /** Whether the certificate is valid at this time. */
  public boolean includes(Instant time) {
    return !time.isBefore(from) && !time.isAfter(to);
  }

  /** The period in words, for messages. */
  @Override
  public String toString() {
    return "from %s to %s".formatted(from, to);
  }
}
