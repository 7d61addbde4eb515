package dev.modelsigning.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who signed, after all checks.
 *
 * @param authority name of the authority that stands behind it
 * @param method {@code key} or {@code certificate}
 * @param keyFingerprint of the signing key, see {@link dev.modelsigning.bundle.KeyHint}
 * @param subject the certificate's subject in RFC 2253 form
 * @param subjectAltNames its DNS names, URIs and e-mail addresses
 * @param notAfter when the first certificate of the chain ends
 */
public record SignerFacts(
    String authority,
    String method,
    String keyFingerprint,
    Optional<String> subject,
    List<String> subjectAltNames,
    Optional<Instant> notAfter) {
  /** The method of {@link KeyAuthority}. */
  public static final String KEY = "key";

  /** The method of {@link CertificateAuthority}. */
  public static final String CERTIFICATE = "certificate";

  /** Copies the list. */
  public SignerFacts {
    subjectAltNames = List.copyOf(subjectAltNames);
  }
}
