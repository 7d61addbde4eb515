// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import dev.modelsigning.pki.Certificates;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who signed by which provider's word.
 *
 * @param issuer the identity provider, such as {@code https://accounts.example.com}
 * @param subject e-mail address or URI
 * @param claims what else the certificate says
 * @param times when the signature existed, by logs and timestamp authorities that are trusted; at
 *     least one in a verified bundle
 */
public record SigstoreIdentity(
    String issuer, String subject, Map<IdentityClaim, String> claims, List<Instant> times) {
  /** Copies. */
  public SigstoreIdentity {
    claims = Map.copyOf(claims);
    times = List.copyOf(times);
  }

  /**
   * What a certificate claims, without any check of it and without times: for showing only.
   *
   * @throws CertificateException when it is no certificate, or names no provider or signer
   */
  public static SigstoreIdentity claimedIn(byte[] certificate) throws CertificateException {
    return FulcioCertificate.identity(Certificates.parse(certificate));
  }

  public SigstoreIdentity at(List<Instant> trusted) {
    return new SigstoreIdentity(issuer, subject, claims, trusted);
  }

  /** The claims by their names, in order. */
  public Map<String, String> claimTexts() {
    Map<String, String> texts = new TreeMap<>();
    claims.forEach((claim, value) -> texts.put(claim.text(), value));
    return texts;
  }
}
