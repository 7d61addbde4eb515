// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request for a signer's certificate.
 *
 * @param subject an e-mail address, or a URI
 * @param issuer the provider that vouched for the subject; empty for no issuer extension
 * @param claims further extensions 1.3.6.1.4.1.57264.1.N by N, such as 12 for the source repository
 * @param logged with a certificate transparency timestamp
 * @param certificateLogForged whether another key made that timestamp
 * @param codeSigning whether its extended key usage is code signing
 */
public record LeafRequest(
    String subject,
    String issuer,
    Map<Integer, String> claims,
    Instant from,
    Instant to,
    boolean logged,
    boolean certificateLogForged,
    boolean codeSigning) {
  /** Copies. */
  public LeafRequest {
    claims = Map.copyOf(claims);
  }

  /** A valid request, for ten minutes. */
  public static LeafRequest of(String subject, String issuer, Instant from) {
    return new LeafRequest(
        subject, issuer, Map.of(), from, from.plusSeconds(600), true, false, true);
  }

  /** Valid at other times. */
  public LeafRequest valid(Instant first, Instant last) {
    return new LeafRequest(
        subject, issuer, claims, first, last, logged, certificateLogForged, codeSigning);
  }

  /** With a further extension 1.3.6.1.4.1.57264.1.N. */
  public LeafRequest claim(int number, String value) {
    Map<Integer, String> more = new TreeMap<>(claims);
    more.put(number, value);
    return new LeafRequest(
        subject, issuer, more, from, to, logged, certificateLogForged, codeSigning);
  }

  /** Without a certificate transparency timestamp. */
  public LeafRequest unlogged() {
    return new LeafRequest(subject, issuer, claims, from, to, false, false, codeSigning);
  }

  /** With a certificate transparency timestamp made by another key. */
  public LeafRequest forgedCertificateLog() {
    return new LeafRequest(subject, issuer, claims, from, to, true, true, codeSigning);
  }

  /** Not for code signing. */
  public LeafRequest otherPurpose() {
    return new LeafRequest(subject, issuer, claims, from, to, logged, certificateLogForged, false);
  }
}
