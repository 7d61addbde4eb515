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
 * The algorithms that may have signed a certificate or a timestamp. They and their parameters are
 * chosen by whoever made it, so they are checked before anything is computed: the salt length of
 * RSASSA-PSS may claim 2 GiB, which providers would allocate.
 */
public final class SignatureAlgorithms {
  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

  /** Salts are as long as the digest, in bytes; this is the length of SHA-512. */
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

  /** Checked only so that the refusal can say that they are weak. */
  private static final Set<String> WEAK =
      Set.of(
          "1.2.840.10045.4.1", // ECDSA with SHA-1, SHA-224
          "1.2.840.10045.4.3.1",
          "1.2.840.113549.1.1.5", // RSA with the same
          "1.2.840.113549.1.1.14");

  private SignatureAlgorithms() {}

  /** Whether a certificate is signed with SHA-2 or EdDSA. */
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

  /** Why the signature of a certificate is too weak; empty if it is strong. */
  static Optional<String> problemWith(X509Certificate certificate) {
    if (isStrong(certificate)) {
      return Optional.empty();
    }
    return Optional.of(
        certificate.getSigAlgOID().equals(RSASSA_PSS)
            ? "is signed with RSASSA-PSS, but not with SHA-2 and a salt of ordinary length"
            : "is signed with %s, which is too weak".formatted(certificate.getSigAlgName()));
  }

  /** Whether the signature of a certificate may be checked, weak or not. */
  static boolean isKnown(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgOID();
    return algorithm.equals(RSASSA_PSS)
        ? isBounded(algorithm, certificate.getSigAlgParams())
        : STRONG.contains(algorithm) || WEAK.contains(algorithm);
  }

  /** Whether the parameters of an algorithm, if it has any that matter, have ordinary sizes. */
  public static boolean isBounded(String algorithm, byte @Nullable [] parameters) {
    return !algorithm.equals(RSASSA_PSS) || pss(parameters).isPresent();
  }

  /**
   * The parameters if they have an ordinary size. Absent parameters mean SHA-1 and defaults (RFC
   * 4055, 3.1), which nobody uses.
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
