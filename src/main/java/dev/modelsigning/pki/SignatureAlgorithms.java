// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which algorithms may have signed a certificate or a timestamp. They and their parameters are the
 * maker's choice, so they are looked at before anything is computed: a salt of RSASSA-PSS may claim
 * to have 2 GiB, which providers add to or allocate.
 */
public final class SignatureAlgorithms {
  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

  /** Salts are as long as the digest; that of SHA-512 has this many bytes. */
  private static final int MAX_SALT = 64;

  private static final Set<String> HASHES = Set.of("SHA-256", "SHA-384", "SHA-512");

  private static final Set<String> STRONG =
      Set.of(
          "1.2.840.10045.4.3.2", // ECDSA with SHA-256, -384, -512
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4",
          "1.2.840.113549.1.1.11", // RSA with the same
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13",
          "1.3.101.112", // Ed25519
          "1.3.101.113"); // Ed448

  /** Computed with only to say that they are weak. */
  private static final Set<String> WEAK =
      Set.of(
          "1.2.840.10045.4.1", // ECDSA with SHA-1, SHA-224
          "1.2.840.10045.4.3.1",
          "1.2.840.113549.1.1.5", // RSA with the same
          "1.2.840.113549.1.1.14");

  private SignatureAlgorithms() {}

  /** With SHA-2 or EdDSA. */
  public static boolean isStrong(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgOID();
    return algorithm.equals(RSASSA_PSS)
        ? pss(certificate.getSigAlgParams())
            .filter(
                pss ->
                    HASHES.contains(pss.getDigestAlgorithm())
                        && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
                        && HASHES.contains(mask.getDigestAlgorithm()))
            .isPresent()
        : STRONG.contains(algorithm);
  }

  /** Whether the signature of a certificate may be computed with, weak or not. */
  static boolean isKnown(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgOID();
    return algorithm.equals(RSASSA_PSS)
        ? isBounded(algorithm, certificate.getSigAlgParams())
        : STRONG.contains(algorithm) || WEAK.contains(algorithm);
  }

  /** Whether the parameters of an algorithm, where there are any that matter, have usual sizes. */
  public static boolean isBounded(String algorithm, byte @Nullable [] parameters) {
    return !algorithm.equals(RSASSA_PSS) || pss(parameters).isPresent();
  }

  /**
   * Those of a usual size. Without parameters it is SHA-1 with defaults (RFC 4055, 3.1), which
   * nobody uses.
   */
  private static Optional<PSSParameterSpec> pss(byte @Nullable [] parameters) {
    if (parameters == null) {
      return Optional.empty();
    }
    try {
      AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
      read.init(parameters);
      return Optional.of(read.getParameterSpec(PSSParameterSpec.class))
          .filter(pss -> pss.getSaltLength() <= MAX_SALT);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
