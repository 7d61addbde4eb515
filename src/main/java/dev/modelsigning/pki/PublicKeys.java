// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** The one reader of public keys that are trusted: PEM with one block {@code PUBLIC KEY}. */
public final class PublicKeys {
  private static final Wanted WANTED = Wanted.PUBLIC_KEY;

  private PublicKeys() {}

  /**
   * Reads an EC key on P-256, P-384 or P-521.
   *
   * @throws KeyMaterialException if it is anything else
   */
  public static PublicKey read(String pem) throws KeyMaterialException {
    return ecKey(onlyBlock(pem));
  }

  /**
   * Reads such a key, or an ML-DSA key.
   *
   * @throws KeyMaterialException if it is anything else
   */
  public static PublicKey readExperimental(String pem) throws KeyMaterialException {
    byte[] der = onlyBlock(pem);
    Optional<PublicKey> mlDsa = mlDsaKey(der);
    return mlDsa.isPresent() ? mlDsa.get() : ecKey(der);
  }

  /**
   * The same key and nothing else of the text, as OpenSSL writes it.
   *
   * @throws KeyMaterialException as {@link #readExperimental}
   */
  public static String normal(String pem) throws KeyMaterialException {
    return PemBlocks.write(PemBlocks.PUBLIC_KEY, readExperimental(pem).getEncoded());
  }

  private static byte[] onlyBlock(String pem) throws KeyMaterialException {
    List<PemBlock> blocks;
    try {
      blocks =
          PemBlocks.all(pem).stream()
              .filter(block -> block.label().equals(PemBlocks.PUBLIC_KEY))
              .toList();
    } catch (IllegalArgumentException e) {
      throw new KeyMaterialException(
          ForeignFormats.damaged(String.valueOf(e.getMessage()), WANTED), e);
    }
    if (blocks.isEmpty()) {
      throw new KeyMaterialException(ForeignFormats.problem(pem, WANTED));
    }
    if (blocks.size() > 1) {
      throw new KeyMaterialException(
          new MaterialProblem(
              "has %d blocks 'PUBLIC KEY', not exactly one".formatted(blocks.size()),
              "give one key"));
    }
    try {
      return blocks.getFirst().der();
    } catch (IllegalArgumentException e) {
      throw new KeyMaterialException(ForeignFormats.damaged(blocks.getFirst(), WANTED), e);
    }
  }

  private static PublicKey ecKey(byte[] der) throws KeyMaterialException {
    // Not left to the providers, of which there may be several: some read curves that are spelled
    // out.
    if (isForeign(der)) {
      throw new KeyMaterialException(problem(der));
    }
    try {
      PublicKey key = of("EC", der);
      if (SignatureScheme.ofSigner(key).isEmpty()) {
        throw new KeyMaterialException(problem(der));
      }
      if (key instanceof ECPublicKey ec && !isOnItsCurve(ec)) {
        throw new KeyMaterialException(
            ForeignFormats.damaged("its point is not on its curve", WANTED));
      }
      return key;
    } catch (GeneralSecurityException e) {
      Optional<PublicKey> whole = decompressed(der);
      if (whole.isPresent()) {
        return whole.get();
      }
      throw new KeyMaterialException(problem(der), e);
    }
  }

  /**
   * Whether the point meets the equation of its curve, which the JDK checks only when it verifies:
   * every signature would then be rejected as another signer's.
   */
  private static boolean isOnItsCurve(ECPublicKey key) {
    EllipticCurve curve = key.getParams().getCurve();
    BigInteger x = key.getW().getAffineX();
    BigInteger y = key.getW().getAffineY();
    if (!(curve.getField() instanceof ECFieldFp field)
        || x.compareTo(field.getP()) >= 0
        || y.compareTo(field.getP()) >= 0) {
      return false;
    }
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
    return y.multiply(y).subtract(right).mod(field.getP()).signum() == 0;
  }

  private static boolean isForeign(byte[] der) {
    try {
      return KeyAlgorithms.problemWith(SubjectPublicKeyInfo.getInstance(der).getAlgorithm(), WANTED)
          .isPresent();
    } catch (IllegalArgumentException e) {
      return false; // reported as damaged
    }
  }

  private static MaterialProblem problem(byte[] der) {
    if (mlDsaKey(der).isPresent()) {
      return new MaterialProblem(
          "is an ML-DSA key, and these are experimental",
          "allow them (--experimental, or experimental: true of the authority in a policy), or give an EC key on P-256, P-384 or P-521");
    }
    MaterialProblem damaged = ForeignFormats.damaged("its content is not a public key", WANTED);
    try {
      return KeyAlgorithms.problemWith(SubjectPublicKeyInfo.getInstance(der).getAlgorithm(), WANTED)
          .orElse(damaged);
    } catch (IllegalArgumentException e) {
      return damaged;
    }
  }

  private static Optional<PublicKey> mlDsaKey(byte[] der) {
    try {
      return Optional.of(of("ML-DSA", der));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static PublicKey of(String algorithm, byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
  }

  /** The same key with both coordinates; the JDK reads no point that states only one. */
  private static Optional<PublicKey> decompressed(byte[] der) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der);
      if (KeyAlgorithms.problemWith(info.getAlgorithm(), WANTED).isPresent()) {
        return Optional.empty();
      }
      X9ECParameters curve =
          CustomNamedCurves.getByOID(
              ASN1ObjectIdentifier.getInstance(info.getAlgorithm().getParameters()));
      byte[] point =
          curve.getCurve().decodePoint(info.getPublicKeyData().getBytes()).getEncoded(false);
      return Optional.of(
          of("EC", new SubjectPublicKeyInfo(info.getAlgorithm(), point).getEncoded()));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      return Optional.empty(); // reported as damaged
    }
  }
}
