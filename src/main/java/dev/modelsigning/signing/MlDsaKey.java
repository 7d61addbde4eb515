// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.ForeignFormats;
import dev.modelsigning.pki.SignatureScheme;
import dev.modelsigning.pki.Wanted;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * An ML-DSA private key (FIPS 204), pure and with an empty context; experimental.
 *
 * <p>Bouncy Castle reads all three forms of RFC 9881 (seed, expanded key, both) and derives the
 * public key from each, which the JDK does not. Every signature is verified with the JDK's
 * implementation before it is returned.
 */
final class MlDsaKey implements SigningKey {
  private final MLDSAPrivateKeyParameters key;
  private final PublicKey publicKey;
  private final SignatureScheme scheme;

  private MlDsaKey(MLDSAPrivateKeyParameters key, PublicKey publicKey, SignatureScheme scheme) {
    this.key = key;
    this.publicKey = publicKey;
    this.scheme = scheme;
  }

  /** Whether it is an ML-DSA key, by NIST's object identifiers. */
  static boolean is(PrivateKeyInfo info) {
    return info.getPrivateKeyAlgorithm()
        .getAlgorithm()
        .getId()
        .matches("2\\.16\\.840\\.1\\.101\\.3\\.4\\.3\\.1[789]");
  }

  static MlDsaKey of(PrivateKeyInfo info) throws SigningException {
    try {
      AsymmetricKeyParameter parameters = PrivateKeyFactory.createKey(info);
      if (!(parameters instanceof MLDSAPrivateKeyParameters key)) {
        throw new SigningException("the private key is not an ML-DSA key");
      }
      byte[] spki =
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key.getPublicKeyParameters())
              .getEncoded();
      PublicKey publicKey =
          KeyFactory.getInstance("ML-DSA").generatePublic(new X509EncodedKeySpec(spki));
      SignatureScheme scheme =
          SignatureScheme.of(publicKey)
              .orElseThrow(() -> new SigningException("the private key is not an ML-DSA key"));
      return new MlDsaKey(key, publicKey, scheme);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Bouncy Castle also compares the parts that a file states, and does not say which differ.
      throw new SigningException(
          "the private key",
          ForeignFormats.damaged(
              "its content is not an ML-DSA key, or its parts do not belong together",
              Wanted.PRIVATE_KEY),
          e);
    }
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] signBytes(byte[] pae) throws SigningException {
    try {
      MLDSASigner signer = new MLDSASigner();
      signer.init(true, new ParametersWithRandom(key, new SecureRandom()));
      signer.update(pae, 0, pae.length);
      byte[] signature = signer.generateSignature();
      Signature check = Signature.getInstance(scheme.jcaName());
      check.initVerify(publicKey);
      check.update(pae);
      if (check.verify(signature)) {
        return signature;
      }
    } catch (CryptoException | GeneralSecurityException e) {
      throw new SigningException("signing with the ML-DSA private key failed", e);
    }
    throw new SigningException("the signature does not verify with the ML-DSA public key");
  }
}
