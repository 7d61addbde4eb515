// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * What the algorithm of a key is, for messages about keys that do not sign models. The JDK only
 * says that it cannot read them.
 */
public final class KeyAlgorithms {
  private KeyAlgorithms() {}

  /** Why a key of this algorithm signs no models; empty if the algorithm is not the reason. */
  public static Optional<MaterialProblem> problemWith(
      AlgorithmIdentifier algorithm, Wanted wanted) {
    return isEc(algorithm)
        ? curveProblem(algorithm.getParameters(), wanted)
        : Optional.of(ForeignPem.otherAlgorithm(name(algorithm.getAlgorithm())));
  }

  /** Why the curve of a certificate's key makes it unreadable; empty if it is not the reason. */
  static Optional<MaterialProblem> problemWithCurve(AlgorithmIdentifier algorithm) {
    return isEc(algorithm)
        ? curveProblem(algorithm.getParameters(), Wanted.CERTIFICATE)
        : Optional.empty();
  }

  private static boolean isEc(AlgorithmIdentifier algorithm) {
    return algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey);
  }

  private static Optional<MaterialProblem> curveProblem(
      @Nullable ASN1Encodable parameters, Wanted wanted) {
    if (parameters instanceof ASN1ObjectIdentifier curve) {
      return isOfRegistry(curve)
          ? Optional.empty()
          : Optional.of(
              ForeignPem.otherAlgorithm(
                  (wanted == Wanted.CERTIFICATE ? "for an EC key" : "an EC key")
                      + " on the curve "
                      + curveName(curve)));
    }
    if (parameters == null || parameters instanceof ASN1Null) {
      return Optional.of(
          new MaterialProblem(
              "is an EC key that does not name its curve",
              "write it anew: openssl pkey -in FILE -out key.pem; where that fails, make another"
                  + " one: "
                  + MaterialProblem.MAKE_KEY));
    }
    return Optional.of(explicit(wanted));
  }

  /** RFC 5480 forbids this form, since a curve of another's making can be put into it. */
  private static MaterialProblem explicit(Wanted wanted) {
    String what = "is an EC key that spells out the parameters of its curve rather than naming it";
    return switch (wanted) {
      case PRIVATE_KEY ->
          new MaterialProblem(
              what, "name the curve: openssl ec -in FILE -param_enc named_curve -out key.pem");
      case PUBLIC_KEY ->
          new MaterialProblem(
              what,
              "name the curve: openssl ec -pubin -in FILE -param_enc named_curve -pubout -out public.pem");
      case CERTIFICATE ->
          new MaterialProblem(
              "is for " + what.substring("is ".length()),
              "have it issued again for a key that names its curve, as in: "
                  + MaterialProblem.MAKE_KEY);
    };
  }

  private static boolean isOfRegistry(ASN1ObjectIdentifier curve) {
    return switch (curve.getId()) {
      case "1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35" -> true;
      default -> false;
    };
  }

  private static String curveName(ASN1ObjectIdentifier curve) {
    String name = ECNamedCurveTable.getName(curve);
    return name == null ? curve.getId() : name;
  }

  private static String name(ASN1ObjectIdentifier algorithm) {
    return switch (algorithm.getId()) {
      case "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10" -> "an RSA key";
      case "1.2.840.10040.4.1" -> "a DSA key";
      case "1.3.101.112" -> "an Ed25519 key";
      case "1.3.101.113" -> "an Ed448 key";
      case "1.3.101.110", "1.3.101.111", "1.2.840.113549.1.3.1", "1.2.840.10046.2.1" ->
          "a key for key agreement";
      case "1.2.156.10197.1.301" -> "an SM2 key";
      default -> "a key of the algorithm " + algorithm.getId();
    };
  }
}
