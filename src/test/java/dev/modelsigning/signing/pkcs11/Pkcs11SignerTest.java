// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.SoftToken;
import dev.modelsigning.testing.TestPki;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pkcs11SignerTest {
  private static final byte[] BYTES = {1, 2, 3};

  private SoftToken token;

  @BeforeEach
  void makeToken() {
    token = SoftToken.fresh();
  }

  private static void verifies(Bundle bundle, KeyPair key, String algorithm)
      throws GeneralSecurityException {
    Signature ecdsa = Signature.getInstance(algorithm);
    ecdsa.initVerify(key.getPublic());
    ecdsa.update(DsseEnvelope.pae("type", BYTES));
    assertThat(ecdsa.verify(bundle.envelope().signature())).isTrue();
  }

  private void refuses(String uri, String message) {
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> Pkcs11Signer.ofKey(Pkcs11Uri.parse(uri)).close())
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SoftToken.PIN));
  }

  @ParameterizedTest
  @CsvSource({
    "secp256r1,SHA256withECDSA",
    "secp384r1,SHA384withECDSA",
    "secp521r1,SHA512withECDSA"
  })
  void signsWithABareKeyOnEachCurve(String curve, String algorithm) throws Exception {
    KeyPair key = TestPki.ecKey(curve);
    token.put(key, "bare", "A1B2", true);
    try (Pkcs11Signer signer = Pkcs11Signer.ofKey(Pkcs11Uri.parse(token.uri("object=bare")))) {
      Bundle bundle = signer.sign("type", BYTES);
      verifies(bundle, key, algorithm);
      assertThat(bundle.material()).isEqualTo(new PublicKeyHint(KeyHint.of(key.getPublic())));
    }
  }

  @Test
  void findsTheKeyByItsIdAmongOthersOfTheSameLabel() throws Exception {
    KeyPair first = TestPki.ecKey();
    KeyPair second = TestPki.ecKey();
    token.put(first, "same", "01", true);
    token.put(second, "same", "02", true);
    refuses(token.uri("object=same"), "several private keys");
    try (Pkcs11Signer signer =
        Pkcs11Signer.ofKey(Pkcs11Uri.parse(token.uri("object=same;id=%02")))) {
      verifies(signer.sign("type", BYTES), second, "SHA256withECDSA");
    }
  }

  @Test
  void readsThePinFromTheFirstLineOfAFile(@TempDir Path folder) throws Exception {
    KeyPair key = TestPki.ecKey();
    token.put(key, "k", "01", true);
    Path pin = Files.writeString(folder.resolve("pin"), SoftToken.PIN + "\r\nrest");
    String uri =
        "pkcs11:token=%s;object=k?module-name=softhsm2&pin-source=file:%s"
            .formatted(token.label().replace(" ", "%20"), pin);
    try (Pkcs11Signer signer = Pkcs11Signer.ofKey(Pkcs11Uri.parse(uri))) {
      verifies(signer.sign("type", BYTES), key, "SHA256withECDSA");
    }
    refuses(uri + "x", "cannot be read");
    Files.writeString(pin, "\n");
    refuses(uri, "is empty");
  }

  @Test
  void signsWithACertificate() throws Exception {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf = TestPki.signer(root, "signer", "https://x.example");
    token.put(leaf.key(), "leaf", "01", true);
    Pkcs11Uri uri = Pkcs11Uri.parse(token.uri("object=leaf;type=private"));
    try (Pkcs11Signer signer =
        Pkcs11Signer.ofCertificate(uri, leaf.pem(), root.pem(), TestPki.NOW)) {
      Bundle bundle = signer.sign("type", BYTES);
      verifies(bundle, leaf.key(), "SHA256withECDSA");
      assertThat(((CertificateChain) bundle.material()).der()).hasSize(1);
    }
    TestPki.Issued other = TestPki.signer(root, "other", "https://x.example");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> Pkcs11Signer.ofCertificate(uri, other.pem(), "", TestPki.NOW).close())
        .withMessageContaining("not for the private key");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> Pkcs11Signer.ofCertificate(uri, leaf.pem(), "", Instant.MAX).close())
        .withMessageContaining("use one that is valid now");
  }

  @Test
  void refusesAPublicKeyThatIsNotTheOtherHalf() throws Exception {
    token.put(TestPki.ecKey(), "private", "01", false);
    token.put(TestPki.ecKey(), "other", "01", true);
    Pkcs11Uri uri = Pkcs11Uri.parse(token.uri("object=private"));
    try (Pkcs11Signer signer = Pkcs11Signer.ofKey(uri)) {
      assertThatExceptionOfType(SigningException.class)
          .isThrownBy(() -> signer.sign("type", BYTES))
          .withMessageContaining("signs with a key that does not match");
    }
  }

  @Test
  void refusesAKeyWhosePublicHalfIsNotThere() {
    token.put(TestPki.ecKey(), "k", "01", false);
    refuses(token.uri("object=k"), "neither the EC public key nor a certificate");
  }

  @Test
  void refusesKeysThatAreNotOnACurve() {
    token.put(TestPki.ecKey(""), "rsa", "01", true);
    refuses(token.uri("object=rsa"), "EC public key");
  }

  @Test
  void refusesAWrongPin() {
    token.put(TestPki.ecKey(), "k", "01", true);
    refuses(token.uri("object=k").replace(SoftToken.ENCODED_PIN, "other"), "the PIN is wrong");
    refuses(token.uri("object=k").replaceFirst("&pin-value.*", ""), "requires a PIN");
  }

  @Test
  void refusesTokensKeysAndModulesThatAreNotThere() {
    refuses(token.uri("object=none"), "has no private key that matches");
    refuses(token.uri("object=k").replace("token=models", "token=others"), "no token of");
    refuses(token.uri("object=k;serial=0"), "no token of");
    refuses(token.uri("object=k").replace(".so", ".none"), "does not exist");
    refuses("pkcs11:object=k?module-name=none-of-these", "no PKCS #11 module");
  }

  @Test
  void refusesALibraryThatIsNotAModule() {
    refuses(
        "pkcs11:object=k?module-path=%s/lib/libzip.so".formatted(System.getProperty("java.home")),
        "is not a PKCS #11 module");
  }
}
