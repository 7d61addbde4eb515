// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampToken;

/** The algorithms that RFC 3161 timestamps may use. */
public final class TimestampTokens {
  private static final Map<ASN1ObjectIdentifier, String> HASHES =
      Map.of(
          TSPAlgorithms.SHA256,
          "SHA-256",
          TSPAlgorithms.SHA384,
          "SHA-384",
          TSPAlgorithms.SHA512,
          "SHA-512");

  private TimestampTokens() {}

  /** The name for {@link java.security.MessageDigest}; empty for other hashes than SHA-2. */
  public static Optional<String> hashName(ASN1ObjectIdentifier algorithm) {
    return Optional.ofNullable(HASHES.get(algorithm));
  }

  /**
   * Why the signature of a token must not be checked; empty if it may be. Its digest and signature
   * algorithm are chosen by whoever made it, so they are checked before anything is computed.
   */
  public static Optional<String> problemWith(TimeStampToken token) {
    for (SignerInformation signer : token.toCMSSignedData().getSignerInfos()) {
      if (!HASHES.containsKey(signer.getDigestAlgorithmID().getAlgorithm())) {
        return Optional.of("it is signed with a digest other than SHA-256, SHA-384 or SHA-512");
      }
      if (!SignatureAlgorithms.isBounded(
          signer.getEncryptionAlgOID(), signer.getEncryptionAlgParams())) {
        return Optional.of("it is signed with unsupported algorithm parameters");
      }
    }
    return Optional.empty();
  }
}
