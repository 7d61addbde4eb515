// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.ForeignFormats;
import dev.modelsigning.pki.KeyAlgorithms;
import dev.modelsigning.pki.MaterialProblem;
import dev.modelsigning.pki.PemBlock;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.pki.SignatureScheme;
import dev.modelsigning.pki.Wanted;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/** Reads private keys from PEM: PKCS #8 and SEC 1, encrypted or not. */
final class PrivateKeys {
  private static final String NAME = "the private key";
  private static final Wanted WANTED = Wanted.PRIVATE_KEY;

  private static final Set<String> LABELS =
      Set.of("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY");

  private PrivateKeys() {}

  /** A private key with the public key computed from it. */
  record Pair(PrivateKey privateKey, PublicKey publicKey, SignatureScheme scheme)
      implements SigningKey {
    @Override
    public byte[] signBytes(byte[] pae) throws SigningException {
      try {
        Signature signature = Signature.getInstance(scheme.jcaName());
        signature.initSign(privateKey);
        signature.update(pae);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new SigningException("signing with the private key failed", e);
      }
    }
  }

  /** Reads an EC key; others are refused. */
  static Pair read(String pem, Optional<char[]> password) throws SigningException {
    PrivateKeyInfo info = onlyKey(pem, password);
    if (MlDsaKey.is(info)) {
      throw refused(
          new MaterialProblem(
              "is an ML-DSA key, and these are experimental",
              "allow them (--experimental), or give an EC key"),
          null);
    }
    return pair(info);
  }

  /** Reads an EC or ML-DSA key. */
  static SigningKey readExperimental(String pem, Optional<char[]> password)
      throws SigningException {
    PrivateKeyInfo info = onlyKey(pem, password);
    return MlDsaKey.is(info) ? MlDsaKey.of(info) : pair(info);
  }

  private static PrivateKeyInfo onlyKey(String pem, Optional<char[]> password)
      throws SigningException {
    List<PemBlock> keys;
    try {
      keys = PemBlocks.all(pem).stream().filter(block -> LABELS.contains(block.label())).toList();
    } catch (IllegalArgumentException e) {
      throw refused(ForeignFormats.damaged(String.valueOf(e.getMessage()), WANTED), e);
    }
    if (keys.isEmpty()) {
      throw refused(ForeignFormats.problem(pem, WANTED), null);
    }
    if (keys.size() > 1) {
      throw refused(
          new MaterialProblem(
              "is one of %d private keys in its file".formatted(keys.size()),
              "give a file with one key"),
          null);
    }
    return PrivateKeyBlock.read(keys.getFirst(), password);
  }

  /** Of a key whose file states both parts, and they are of different keys. */
  private static SigningException partsOfDifferentKeys(@Nullable Exception cause) {
    return refused(
        ForeignFormats.damaged("its secret and its public part do not belong together", WANTED),
        cause);
  }

  private static Pair pair(PrivateKeyInfo info) throws SigningException {
    Optional<MaterialProblem> problem =
        KeyAlgorithms.problemWith(info.getPrivateKeyAlgorithm(), WANTED);
    if (problem.isPresent()) {
      throw refused(problem.get(), null);
    }
    try {
      ASN1ObjectIdentifier curve =
          ASN1ObjectIdentifier.getInstance(info.getPrivateKeyAlgorithm().getParameters());
      ECPrivateKey key = ECPrivateKey.getInstance(info.parsePrivateKey());
      return pair(curve, key.getKey(), stated(info, key));
    } catch (GeneralSecurityException | IOException | RuntimeException e) { // as for PEM: damaged
      throw refused(ForeignFormats.damaged("its content is not an EC key", WANTED), e);
    }
  }

  /** The public part, which may be inside of the key (SEC 1), beside it (RFC 5958), or absent. */
  private static List<byte[]> stated(PrivateKeyInfo info, ECPrivateKey key) {
    return Stream.of(key.getPublicKey(), info.getPublicKeyData())
        .filter(Objects::nonNull)
        .map(ASN1BitString::getOctets)
        .toList();
  }

  private static Pair pair(ASN1ObjectIdentifier name, BigInteger secret, List<byte[]> stated)
      throws GeneralSecurityException, SigningException {
    AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
    named.init(new ECGenParameterSpec(name.getId()));
    ECParameterSpec parameters = named.getParameterSpec(ECParameterSpec.class);
    X9ECParameters curve = CustomNamedCurves.getByOID(name);
    if (secret.signum() < 1 || secret.compareTo(curve.getN()) >= 0) {
      throw refused(ForeignFormats.damaged("it is out of range for its curve", WANTED), null);
    }
    ECPoint point = new FixedPointCombMultiplier().multiply(curve.getG(), secret).normalize();
    for (byte[] other : stated) {
      requireSame(curve, point, other);
    }
    KeyFactory factory = KeyFactory.getInstance("EC");
    PrivateKey key = factory.generatePrivate(new ECPrivateKeySpec(secret, parameters));
    PublicKey publicKey =
        factory.generatePublic(
            new ECPublicKeySpec(
                new java.security.spec.ECPoint(
                    point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()),
                parameters));
    return new Pair(key, publicKey, SignatureScheme.ofSigner(publicKey).orElseThrow());
  }

  /**
   * A flipped bit of the secret makes another valid key. Only the stated point tells it, and
   * without a look at it that other key would sign and replace a good signature.
   */
  private static void requireSame(X9ECParameters curve, ECPoint point, byte[] stated)
      throws SigningException {
    boolean same;
    try {
      same = curve.getCurve().decodePoint(stated).equals(point);
    } catch (RuntimeException e) { // it is no point of the curve
      throw partsOfDifferentKeys(e);
    }
    if (!same) {
      throw partsOfDifferentKeys(null);
    }
  }

  private static SigningException refused(MaterialProblem problem, @Nullable Exception cause) {
    return new SigningException(NAME, problem, cause);
  }
}
