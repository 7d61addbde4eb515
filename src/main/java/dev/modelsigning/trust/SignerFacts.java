// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.trust.sigstore.SigstoreIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who signed, after all checks.
 *
 * @param authority the name of the authority that accepts the signer
 * @param method {@code key}, {@code certificate} or {@code sigstore}
 * @param keyFingerprint the fingerprint of the signing key, see {@link
 *     dev.modelsigning.pki.KeyHint}
 * @param subject the certificate's subject in RFC 2253 form
 * @param subjectAltNames its DNS names, URIs and e-mail addresses
 * @param notAfter when the first certificate of the chain expires, and with it the acceptance;
 *     empty when nothing ends: for keys, for chains that are judged at the time of a timestamp, and
 *     for keyless signers, whose certificates last only minutes
 * @param identity of a keyless signer
 */
public record SignerFacts(
    String authority,
    String method,
    String keyFingerprint,
    Optional<String> subject,
    List<String> subjectAltNames,
    Optional<Instant> notAfter,
    Optional<SigstoreIdentity> identity) {
  /** The method of {@link KeyAuthority}. */
  public static final String KEY = "key";

  /** The method of {@link CertificateAuthority}. */
  public static final String CERTIFICATE = "certificate";

  /** The method of {@link KeylessAuthority}. */
  public static final String SIGSTORE = "sigstore";

  /** Copies the list. */
  public SignerFacts {
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /** Creates the facts of a signer that is not keyless. */
  public SignerFacts(
      String authority,
      String method,
      String keyFingerprint,
      Optional<String> subject,
      List<String> subjectAltNames,
      Optional<Instant> notAfter) {
    this(authority, method, keyFingerprint, subject, subjectAltNames, notAfter, Optional.empty());
  }
}
