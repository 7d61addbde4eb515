// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ECPoint;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.ECPoint;

/** Keys in the forms in which people have them, on P-256. */
public final class KeyForms {
  private KeyForms() {}

  /** A PEM block as most tools write it. */
  public static String block(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The private key as {@code ssh-keygen} writes it. */
  public static String openSsh(KeyPair key) {
    try {
      return block(
          "OPENSSH PRIVATE KEY",
          OpenSSHPrivateKeyUtil.encodePrivateKey(
              PrivateKeyFactory.createKey(key.getPrivate().getEncoded())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A private key as {@code cosign generate-key-pair} writes it. */
  public static String cosign() {
    String json =
        "{\"kdf\":{\"name\":\"scrypt\",\"params\":{\"N\":65536,\"r\":8,\"p\":1},\"salt\":\"AAAA\"},"
            + "\"cipher\":{\"name\":\"nacl/secretbox\",\"nonce\":\"AAAA\"},\"ciphertext\":\"AAAA\"}";
    return block("ENCRYPTED SIGSTORE PRIVATE KEY", json.getBytes(StandardCharsets.UTF_8));
  }

  /** The private key in PKCS #8 with the parameters of its curve spelled out. */
  public static String explicitPrivate(KeyPair key) {
    try {
      BigInteger secret = ((ECPrivateKey) key.getPrivate()).getS();
      return block(
          "PRIVATE KEY",
          new PrivateKeyInfo(
                  explicitParameters(), new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret))
              .getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public key with the parameters of its curve spelled out. */
  public static String explicitPublic(KeyPair key) {
    return publicKey(explicitParameters(), point(key).getEncoded(false));
  }

  /** The public key with one coordinate only. */
  public static String compressed(KeyPair key) {
    AlgorithmIdentifier named =
        SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()).getAlgorithm();
    return publicKey(named, point(key).getEncoded(true));
  }

  /** A public key that states these bytes as its point, on the curve of another key. */
  public static String withPoint(KeyPair key, byte[] stated) {
    return publicKey(
        SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()).getAlgorithm(), stated);
  }

  private static String publicKey(AlgorithmIdentifier algorithm, byte[] point) {
    try {
      return block("PUBLIC KEY", new SubjectPublicKeyInfo(algorithm, point).getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ECPoint point(KeyPair key) {
    ECPublicKey ec = (ECPublicKey) key.getPublic();
    return CustomNamedCurves.getByName("secp256r1")
        .getCurve()
        .createPoint(ec.getW().getAffineX(), ec.getW().getAffineY());
  }

  private static AlgorithmIdentifier explicitParameters() {
    X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
    X9ECParameters spelledOut =
        new X9ECParameters(
            curve.getCurve(),
            new X9ECPoint(curve.getG(), false),
            curve.getN(),
            curve.getH(),
            curve.getSeed());
    return new AlgorithmIdentifier(
        X9ObjectIdentifiers.id_ecPublicKey, new X962Parameters(spelledOut));
  }
}
