// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.TestPki;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignersTest {
  private static final Optional<char[]> NO_PASSWORD = Optional.empty();
  private static final byte[] BYTES = {1, 2, 3};

  private static Optional<char[]> password(String text) {
    return Optional.of(text.toCharArray());
  }

  private static void signs(KeySigner signer, KeyPair key, String algorithm)
      throws SigningException, GeneralSecurityException {
    Signature ecdsa = Signature.getInstance(algorithm);
    ecdsa.initVerify(key.getPublic());
    Bundle bundle = signer.sign("type", BYTES);
    ecdsa.update(DsseEnvelope.pae("type", BYTES));
    assertThat(ecdsa.verify(bundle.envelope().signature())).isTrue();
    assertThat(bundle.envelope().payload()).isEqualTo(BYTES);
    assertThat(bundle.material()).isEqualTo(new PublicKeyHint(KeyHint.of(key.getPublic())));
  }

  @ParameterizedTest
  @CsvSource({
    "secp256r1,SHA256withECDSA",
    "secp384r1,SHA384withECDSA",
    "secp521r1,SHA512withECDSA"
  })
  void readsEveryKindOfPemOnEachCurve(String curve, String algorithm)
      throws SigningException, GeneralSecurityException {
    KeyPair key = TestPki.ecKey(curve);
    signs(KeySigner.ofPem(TestPki.pkcs8Pem(key), NO_PASSWORD), key, algorithm);
    signs(KeySigner.ofPem(TestPki.sec1Pem(key), NO_PASSWORD), key, algorithm);
    signs(KeySigner.ofPem(TestPki.encryptedPem(key, "pw"), password("pw")), key, algorithm);
  }

  @Test
  void readsAnEncryptedKeyOnlyWithItsPassword() {
    String pem = TestPki.encryptedPem(TestPki.ecKey(), "pw");
    refuses(pem, NO_PASSWORD, "give the password");
    refuses(pem, password("other"), "password");
  }

  @Test
  void refusesANeedlessPassword() {
    refuses(TestPki.pkcs8Pem(TestPki.ecKey()), password("pw"), "leave the password out");
  }

  @Test
  void refusesOtherKeys() throws GeneralSecurityException {
    KeyPair rsa = TestPki.ecKey("");
    refuses(TestPki.pkcs8Pem(rsa), NO_PASSWORD, "P-256, P-384 or P-521");
    refuses(TestPki.publicPem(TestPki.ecKey()), NO_PASSWORD, "is a public key");
    refuses("", NO_PASSWORD, "is empty");
    refuses(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        NO_PASSWORD,
        "is damaged");
  }

  private static void refuses(String pem, Optional<char[]> password, String message) {
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> KeySigner.ofPem(pem, password))
        .withMessageContaining(message);
  }

  @Test
  void leavesRootsOutOfTheBundle() throws SigningException {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(root);
    TestPki.Issued leaf = TestPki.signer(middle, "signer", "https://x.example");
    CertificateSigner signer =
        CertificateSigner.of(
            leaf.keyPem(), NO_PASSWORD, leaf.pem(), leaf.pem() + middle.pem() + root.pem());
    assertThat(((CertificateChain) signer.sign("type", BYTES).material()).der()).hasSize(2);
  }

  @Test
  void refusesACertificateForAnotherKey() {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf = TestPki.signer(root, "signer", "https://x.example");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(
            () ->
                CertificateSigner.of(
                    TestPki.pkcs8Pem(TestPki.ecKey()), NO_PASSWORD, leaf.pem(), ""))
        .withMessageContaining("not for the private key");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> CertificateSigner.of(leaf.keyPem(), NO_PASSWORD, root.pem(), ""))
        .withMessageContaining("not for the private key");
  }

  @Test
  void takesTheChainFromTheFileOfTheCertificate() throws Exception {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued upper = new TestPki.Request("upper").ca(1).by(root);
    TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(upper);
    TestPki.Issued leaf = TestPki.signer(middle, "signer", "https://x.example");
    List<byte[]> inOrder =
        List.of(
            leaf.certificate().getEncoded(),
            middle.certificate().getEncoded(),
            upper.certificate().getEncoded());
    for (String full :
        List.of(
            leaf.pem() + middle.pem() + upper.pem() + root.pem(),
            root.pem() + upper.pem() + leaf.pem() + middle.pem())) {
      CertificateSigner signer =
          CertificateSigner.of(leaf.keyPem(), NO_PASSWORD, full, upper.pem());
      assertThat(((CertificateChain) signer.sign("type", BYTES).material()).der())
          .containsExactlyElementsOf(inOrder);
    }
  }

  private static void unusable(TestPki.Request request, Instant time, String message)
      throws SigningException {
    TestPki.Issued leaf = request.by(TestPki.root("root"));
    CertificateSigner signer = CertificateSigner.of(leaf.keyPem(), NO_PASSWORD, leaf.pem(), "");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> signer.usableAt(time))
        .withMessageContaining(message);
  }

  @Test
  void refusesACertificateThatNoVerifierWouldTake() throws SigningException {
    Instant now = TestPki.NOW;
    TestPki.Issued good = new TestPki.Request("signer").by(TestPki.root("root"));
    CertificateSigner signer = CertificateSigner.of(good.keyPem(), NO_PASSWORD, good.pem(), "");
    assertThat(signer.usableAt(now)).isSameAs(signer);
    TestPki.Request day = new TestPki.Request("signer").valid(now, now.plus(Duration.ofDays(1)));
    unusable(day, now.minus(Duration.ofDays(1)), "use one that is valid now");
    unusable(day, now.plus(Duration.ofDays(2)), "use one that is valid now");
    unusable(
        new TestPki.Request("signer").keyUsage(KeyUsage.keyAgreement),
        now,
        "a key usage without digitalSignature");
    unusable(
        new TestPki.Request("signer").purpose(KeyPurposeId.id_kp_serverAuth),
        now,
        "an extended key usage without codeSigning");
  }

  @Test
  void signsNoEmptyModel() throws SigningException {
    KeySigner signer = KeySigner.ofPem(TestPki.pkcs8Pem(TestPki.ecKey()), NO_PASSWORD);
    Manifest empty = new Manifest("m", Serialization.files(), List.of());
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> new BundleSigner().sign(empty, signer));
  }
}
