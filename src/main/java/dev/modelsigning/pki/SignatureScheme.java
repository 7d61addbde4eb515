// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.AlgorithmParameters;
import java.security.AsymmetricKey;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/**
 * The signature algorithms of OMS 1.0's registry for keys and certificates: ECDSA in DER, each
 * curve with the hash of its size, as in the reference implementations. The ML-DSA algorithms are
 * from Sigstore's registry, on which OMS builds and which marks them experimental.
 */
public enum SignatureScheme {
  /** P-256 with SHA-256. */
  P256("secp256r1", "SHA256withECDSA", "SHA-256"),
  /** P-384 with SHA-384. */
  P384("secp384r1", "SHA384withECDSA", "SHA-384"),
  /** P-521 with SHA-512. */
  P521("secp521r1", "SHA512withECDSA", "SHA-512"),
  /** ML-DSA-44 (FIPS 204), pure; experimental. */
  ML_DSA_44("ML-DSA-44"),
  /** ML-DSA-65 (FIPS 204), pure; experimental. */
  ML_DSA_65("ML-DSA-65"),
  /** ML-DSA-87 (FIPS 204), pure; experimental. */
  ML_DSA_87("ML-DSA-87");

  private final String curve;
  private final String jcaName;
  private final String digestName;

  SignatureScheme(String curve, String jcaName, String digestName) {
    this.curve = curve;
    this.jcaName = jcaName;
    this.digestName = digestName;
  }

  SignatureScheme(String jcaName) {
    this("", jcaName, "");
  }

  private static ECParameterSpec parametersOf(String curve) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform does not support the curve " + curve, e);
    }
  }

  /** The scheme of a public or private key; empty for unsupported curves and algorithms. */
  public static Optional<SignatureScheme> of(Key key) {
    if (key instanceof ECKey ec && ec.getParams() != null) {
      return Arrays.stream(values()).filter(scheme -> scheme.fits(ec.getParams())).findFirst();
    }
    return key instanceof AsymmetricKey other
            && other.getParams() instanceof NamedParameterSpec parameters
        ? ofName(parameters.getName())
        : Optional.empty();
  }

  /** The scheme of a key that may sign without {@code --experimental}; empty for all others. */
  public static Optional<SignatureScheme> ofSigner(Key key) {
    return of(key).filter(scheme -> !scheme.isExperimental());
  }

  /** The experimental scheme of this name, such as {@code ML-DSA-65}. */
  public static Optional<SignatureScheme> ofName(String name) {
    return Arrays.stream(values())
        .filter(scheme -> scheme.isExperimental() && scheme.jcaName.equals(name))
        .findFirst();
  }

  /**
   * Whether Sigstore's registry of algorithms marks it experimental. OMS 1.0 does not require these
   * and its reference implementations do not verify them, so both signer and verifier have to opt
   * in.
   */
  public boolean isExperimental() {
    return curve.isEmpty();
  }

  private boolean fits(ECParameterSpec other) {
    if (isExperimental()) {
      return false;
    }
    ECParameterSpec parameters = parametersOf(curve);
    return parameters.getCurve().equals(other.getCurve())
        && parameters.getGenerator().equals(other.getGenerator())
        && parameters.getOrder().equals(other.getOrder())
        && parameters.getCofactor() == other.getCofactor();
  }

  /** The curve's name in the Java cryptography architecture; empty for ML-DSA. */
  public String curve() {
    return curve;
  }

  /** The algorithm's name for {@link java.security.Signature}. */
  public String jcaName() {
    return jcaName;
  }

  /** The name of the signed hash for {@link java.security.MessageDigest}; empty for ML-DSA. */
  public String digestName() {
    return digestName;
  }
}
