// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import dev.modelsigning.pki.Certificates;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity of a keyless signer, and the identity provider that issued it.
 *
 * @param issuer the identity provider, such as {@code https://accounts.example.com}
 * @param subject e-mail address or URI
 * @param claims the other token claims in the certificate
 * @param times when the signature existed, according to trusted logs and timestamp authorities; at
 *     least one in a verified bundle
 * @param logIndexes where the signature is in its logs, in the order of the bundle's entries
 */
public record SigstoreIdentity(
    String issuer,
    String subject,
    Map<IdentityClaim, String> claims,
    List<Instant> times,
    List<Long> logIndexes) {
  /** Copies the collections. */
  public SigstoreIdentity {
    claims = Map.copyOf(claims);
    times = List.copyOf(times);
    logIndexes = List.copyOf(logIndexes);
  }

  /**
   * Reads what a certificate states, without times and without any check: for display only.
   *
   * @throws CertificateException if it is not a certificate, or does not name provider and signer
   */
  public static SigstoreIdentity claimedIn(byte[] certificate) throws CertificateException {
    return FulcioCertificate.identity(Certificates.parse(certificate));
  }

  /** The same identity with trusted times of a signature, and its places in logs. */
  public SigstoreIdentity at(List<Instant> trusted, List<Long> indexes) {
    return new SigstoreIdentity(issuer, subject, claims, trusted, indexes);
  }

  /** The token claims by name, sorted. */
  public Map<String, String> claimTexts() {
    Map<String, String> texts = new TreeMap<>();
    claims.forEach((claim, value) -> texts.put(claim.text(), value));
    return texts;
  }
}
