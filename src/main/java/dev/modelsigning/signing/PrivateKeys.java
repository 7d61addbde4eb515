// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.SignatureScheme;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads private keys from PEM: PKCS #8 and SEC 1, encrypted or not. */
final class PrivateKeys {
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
    return pair(onlyKey(pem, password));
  }

  /** Reads an EC or ML-DSA key. */
  static SigningKey readExperimental(String pem, Optional<char[]> password)
      throws SigningException {
    PrivateKeyInfo info = onlyKey(pem, password);
    return MlDsaKey.is(info) ? MlDsaKey.of(info) : pair(info);
  }

  private static PrivateKeyInfo onlyKey(String pem, Optional<char[]> password)
      throws SigningException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        Optional<PrivateKeyInfo> info = keyIn(block, password);
        if (info.isPresent()) {
          return info.get();
        }
      }
    } catch (PKCSException | OperatorCreationException e) {
      throw new KeyPasswordException("the private key cannot be decrypted; check the password", e);
    } catch (IOException e) {
      if (password.isPresent()) {
        throw new KeyPasswordException(
            "the private key is not valid PEM, or the password is wrong", e);
      }
      throw new SigningException("the private key is not valid PEM", e);
    }
    throw new SigningException(
        "the PEM contains no private key; give a block PRIVATE KEY, ENCRYPTED PRIVATE KEY or EC PRIVATE KEY");
  }

  /** The key in a block; empty if the block is another, such as EC PARAMETERS. */
  private static Optional<PrivateKeyInfo> keyIn(Object block, Optional<char[]> password)
      throws SigningException, IOException, PKCSException, OperatorCreationException {
    switch (block) {
      case PrivateKeyInfo info -> {
        refusePassword(password);
        return Optional.of(info);
      }
      case PEMKeyPair pair -> {
        refusePassword(password);
        return Optional.of(pair.getPrivateKeyInfo());
      }
      case PKCS8EncryptedPrivateKeyInfo encrypted -> {
        return Optional.of(
            encrypted.decryptPrivateKeyInfo(
                new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(needed(password))));
      }
      case PEMEncryptedKeyPair encrypted -> {
        return Optional.of(
            encrypted
                .decryptKeyPair(
                    new JcePEMDecryptorProviderBuilder()
                        .setProvider(new BouncyCastleProvider())
                        .build(needed(password)))
                .getPrivateKeyInfo());
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private static char[] needed(Optional<char[]> password) throws SigningException {
    return password.orElseThrow(
        () -> new KeyPasswordException("the private key is encrypted; give its password"));
  }

  private static void refusePassword(Optional<char[]> password) throws SigningException {
    if (password.isPresent()) {
      throw new KeyPasswordException(
          "a password is given, but the private key is not encrypted; leave the password out");
    }
  }

  private static Pair pair(PrivateKeyInfo info) throws SigningException {
    if (MlDsaKey.is(info)) {
      throw new SigningException(
          "the private key is an ML-DSA key, which is experimental; allow it (--experimental), or give"
              + " an EC key");
    }
    try {
      KeyFactory factory = KeyFactory.getInstance("EC");
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      Optional<SignatureScheme> scheme = SignatureScheme.of(key);
      if (scheme.isEmpty() || !(key instanceof ECPrivateKey ecKey)) {
        throw unsupported(null);
      }
      return new Pair(key, publicKeyOf(ecKey, scheme.get(), factory), scheme.get());
    } catch (GeneralSecurityException | IOException e) {
      throw unsupported(e);
    }
  }

  private static SigningException unsupported(@Nullable Exception cause) {
    String message = "the private key is not an EC key on P-256, P-384 or P-521; give one";
    return cause == null ? new SigningException(message) : new SigningException(message, cause);
  }

  private static PublicKey publicKeyOf(ECPrivateKey key, SignatureScheme scheme, KeyFactory factory)
      throws GeneralSecurityException, SigningException {
    X9ECParameters curve = CustomNamedCurves.getByName(scheme.curve());
    BigInteger secret = key.getS();
    if (secret.signum() < 1 || secret.compareTo(curve.getN()) >= 0) {
      throw new SigningException("the private key is out of range for its curve");
    }
    ECPoint point = new FixedPointCombMultiplier().multiply(curve.getG(), secret).normalize();
    return factory.generatePublic(
        new ECPublicKeySpec(
            new java.security.spec.ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()),
            key.getParams()));
  }
}
