// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.KeyForms;
import dev.modelsigning.testing.TestPki;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A private key beside its public part: both have to be of one key, or nothing is signed. */
class DamagedPrivateKeysTest {
  private static final String APART = "its secret and its public part do not belong together";

  private KeyPair key = TestPki.ecKey();

  /** The forms in which files hold the public part. */
  private enum Form {
    SEC1,
    PKCS8,
    PKCS8_VERSION_2
  }

  private BigInteger secret() {
    return ((java.security.interfaces.ECPrivateKey) key.getPrivate()).getS();
  }

  private byte[] point(boolean compressed) {
    ECPublicKey known = (ECPublicKey) key.getPublic();
    return EC5Util.convertPoint(known.getParams(), known.getW()).getEncoded(compressed);
  }

  private String pem(Form form, BigInteger secret, byte[] point) throws Exception {
    AlgorithmIdentifier algorithm =
        PrivateKeyInfo.getInstance(key.getPrivate().getEncoded()).getPrivateKeyAlgorithm();
    int bits = ((ECPublicKey) key.getPublic()).getParams().getOrder().bitLength();
    ECPrivateKey both =
        new ECPrivateKey(bits, secret, new DERBitString(point), algorithm.getParameters());
    return switch (form) {
      case SEC1 -> KeyForms.block("EC PRIVATE KEY", both.getEncoded(ASN1Encoding.DER));
      case PKCS8 -> KeyForms.block("PRIVATE KEY", new PrivateKeyInfo(algorithm, both).getEncoded());
      case PKCS8_VERSION_2 ->
          KeyForms.block(
              "PRIVATE KEY",
              new PrivateKeyInfo(algorithm, new ECPrivateKey(bits, secret), null, point)
                  .getEncoded());
    };
  }

  private static void refused(String pem) {
    for (String text : new String[] {pem, TestPki.root("x").pem() + pem}) {
      SigningException e =
          catchThrowableOfType(
              SigningException.class, () -> KeySigner.ofPem(text, Optional.empty()));
      assertThat(e).isNotNull();
      assertThat(e.problem()).isEqualTo("the private key is damaged: " + APART);
      assertThat(e.remedy().orElseThrow()).contains("copy the file with this private key again");
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAPrivateKeyWhoseSecretIsDamaged(Form form) throws Exception {
    for (String curve : new String[] {"secp256r1", "secp384r1", "secp521r1"}) {
      key = TestPki.ecKey(curve);
      refused(pem(form, secret().flipBit(9), point(false)));
      refused(pem(form, secret().flipBit(9), point(true)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAPrivateKeyWhosePublicPartIsDamaged(Form form) throws Exception {
    for (int at : new int[] {0, 1, 32, 33, 64}) {
      byte[] point = point(false);
      point[at] ^= 0x10;
      refused(pem(form, secret(), point));
    }
    byte[] negative = point(true);
    negative[0] ^= 1;
    refused(pem(form, secret(), negative));
    refused(pem(form, secret(), new byte[1])); // the point at infinity
    refused(pem(form, secret(), new byte[0]));
  }

  @ParameterizedTest
  @EnumSource
  void readsAPrivateKeyWithItsPublicPart(Form form) throws Exception {
    for (boolean compressed : new boolean[] {false, true}) {
      String pem = pem(form, secret(), point(compressed));
      assertThat(KeyHint.of(KeySigner.ofPem(pem, Optional.empty()).publicKey()))
          .isEqualTo(KeyHint.of(key.getPublic()));
    }
  }

  @Test
  void namesTheDamageRatherThanTheCertificateThatIsNotForTheKey() throws Exception {
    TestPki.Issued signer = TestPki.signer(TestPki.root("root"), "signer", "https://x.example");
    key = signer.key();
    String damaged = pem(Form.PKCS8, secret().flipBit(3), point(false));
    assertThat(
            catchThrowableOfType(
                SigningException.class,
                () -> CertificateSigner.of(damaged, Optional.empty(), signer.pem(), "")))
        .hasMessageContaining(APART);
  }

  @Test
  void refusesAnMlDsaKeyWhosePartsAreOfDifferentKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA-44");
    KeyPair own = generator.generateKeyPair();
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(own.getPrivate().getEncoded());
    assertThat(KeySigner.ofExperimentalPem(mlDsa(info, own), Optional.empty()).publicKey())
        .isEqualTo(own.getPublic());
    SigningException e =
        catchThrowableOfType(
            SigningException.class,
            () ->
                KeySigner.ofExperimentalPem(
                    mlDsa(info, generator.generateKeyPair()), Optional.empty()));
    assertThat(e.problem()).startsWith("the private key is damaged: its content is not an ML-DSA");
    assertThat(e.remedy()).isPresent();
  }

  private static String mlDsa(PrivateKeyInfo secret, KeyPair stated) throws Exception {
    byte[] raw =
        SubjectPublicKeyInfo.getInstance(stated.getPublic().getEncoded())
            .getPublicKeyData()
            .getOctets();
    return KeyForms.block(
        "PRIVATE KEY",
        new PrivateKeyInfo(secret.getPrivateKeyAlgorithm(), secret.parsePrivateKey(), null, raw)
            .getEncoded());
  }
}
