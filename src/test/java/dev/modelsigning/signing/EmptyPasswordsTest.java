// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.KeyForms;
import dev.modelsigning.testing.TestPki;
import java.security.KeyPair;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that a script has encrypted with the value of a variable that was not set. */
class EmptyPasswordsTest {
  private static final Optional<char[]> EMPTY = Optional.of(new char[0]);

  private final KeyPair key = TestPki.ecKey();

  /** By the JDK, which shares no code with the reader. */
  private String encrypted(String scheme, String password) throws Exception {
    SecretKey secret =
        SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray()));
    Cipher cipher = Cipher.getInstance(scheme);
    cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(new byte[16], 2048));
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            scheme.contains("Hmac")
                ? PKCSObjectIdentifiers.id_PBES2
                : PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
            ASN1Primitive.fromByteArray(cipher.getParameters().getEncoded()));
    return KeyForms.block(
        "ENCRYPTED PRIVATE KEY",
        new EncryptedPrivateKeyInfo(algorithm, cipher.doFinal(key.getPrivate().getEncoded()))
            .getEncoded());
  }

  private void reads(String pem, Optional<char[]> password) throws SigningException {
    assertThat(KeyHint.of(KeySigner.ofPem(pem, password).publicKey()))
        .isEqualTo(KeyHint.of(key.getPublic()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PBEWithHmacSHA1AndAES_128",
        "PBEWithHmacSHA256AndAES_256",
        "PBEWithHmacSHA512AndAES_256",
        "PBEWithSHA1AndDESede"
      })
  void opensAKeyThatIsEncryptedWithAnEmptyPassword(String scheme) throws Exception {
    reads(encrypted(scheme, ""), EMPTY);
    reads(encrypted(scheme, "pw"), Optional.of("pw".toCharArray()));
  }

  @Test
  void anEmptyPasswordOpensNoOtherKey() throws Exception {
    for (String scheme : new String[] {"PBEWithHmacSHA256AndAES_256", "PBEWithSHA1AndDESede"}) {
      String pem = encrypted(scheme, "pw");
      SigningException e =
          catchThrowableOfType(SigningException.class, () -> KeySigner.ofPem(pem, EMPTY));
      assertThat(e.problem()).contains("the password is wrong");
    }
  }
}
