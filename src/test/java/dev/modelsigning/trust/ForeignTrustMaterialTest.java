// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.KeyForms;
import dev.modelsigning.testing.TestPki;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

/** Public keys and certificates as people have them. */
class ForeignTrustMaterialTest {
  private final KeyPair key = TestPki.ecKey();

  private static TrustMaterialException refusedKey(String pem) {
    return withRemedy(
        catchThrowableOfType(
            TrustMaterialException.class, () -> KeyAuthority.ofPem("release", pem)));
  }

  private static TrustMaterialException refusedCertificate(String pem) {
    return withRemedy(
        catchThrowableOfType(
            TrustMaterialException.class,
            () -> CertificateAuthority.of("release", pem, List.of())));
  }

  private static TrustMaterialException withRemedy(TrustMaterialException e) {
    assertThat(e).isNotNull();
    assertThat(e.remedy()).as(e.problem()).isPresent();
    assertThat(e.problem()).startsWith("authority 'release': ");
    return e;
  }

  private static String remedy(TrustMaterialException e) {
    return e.remedy().orElseThrow();
  }

  @Test
  void readsAKeyThatStatesOneCoordinateAsTheSameKey() throws TrustMaterialException {
    KeyAuthority authority = KeyAuthority.ofPem("release", KeyForms.compressed(key));
    assertThat(authority.fingerprint()).isEqualTo(KeyHint.of(key.getPublic()));
    assertThat(authority.digest())
        .isEqualTo(KeyAuthority.ofPem("release", TestPki.publicPem(key)).digest());
  }

  @Test
  void readsAKeyWithAByteOrderMarkOrIndented() throws TrustMaterialException {
    for (String pem :
        List.of(
            "\uFEFF" + TestPki.publicPem(key),
            "  " + TestPki.publicPem(key).replace("\n", "\r\n  "))) {
      assertThat(KeyAuthority.ofPem("release", pem).fingerprint())
          .isEqualTo(KeyHint.of(key.getPublic()));
    }
  }

  @Test
  void namesExplicitParametersAsTheReason() {
    TrustMaterialException e = refusedKey(KeyForms.explicitPublic(key));
    assertThat(e.problem()).contains("spells out the parameters");
    assertThat(remedy(e)).contains("openssl ec -pubin -in FILE -param_enc named_curve");
  }

  @Test
  void namesBase64OfAPrivateKeyInPlaceOfAPublicOne() {
    String bare = Base64.getEncoder().encodeToString(key.getPrivate().getEncoded());
    TrustMaterialException e = refusedKey(bare);
    assertThat(e.problem()).contains("decoded, it is a private key in DER, not a public key");
    assertThat(remedy(e))
        .contains("base64 -d FILE > decoded", "pkey -inform DER -in decoded -pubout");
  }

  @Test
  void namesACertificateInPlaceOfAKeyAndTheReverse() {
    assertThat(remedy(refusedKey(TestPki.root("x").pem()))).contains("openssl x509 -in FILE");
    TrustMaterialException e = refusedCertificate(TestPki.publicPem(key));
    assertThat(e.problem()).contains("is a public key, not a certificate");
    assertThat(remedy(e)).contains("trust it as a key");
  }

  @Test
  void namesAPrivateKeyInEachPlace() {
    TrustMaterialException e = refusedKey(TestPki.pkcs8Pem(key));
    assertThat(e.problem()).contains("is a private key");
    assertThat(remedy(e)).contains("openssl pkey -in FILE -pubout");
    assertThat(refusedCertificate(TestPki.pkcs8Pem(key)).problem()).contains("is a private key");
    assertThat(remedy(refusedKey(KeyForms.openSsh(key)))).contains("ssh-keygen -e -m PKCS8");
    assertThat(remedy(refusedKey(KeyForms.cosign()))).contains("cosign public-key");
  }

  @Test
  void namesOtherAlgorithmsAndCurves() throws Exception {
    assertThat(refusedKey(TestPki.pem(TestPki.ecKey("").getPublic())).problem())
        .contains("RSA key");
    assertThat(
            refusedKey(
                    TestPki.pem(
                        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()))
                .problem())
        .contains("Ed25519 key");
    assertThat(
            refusedKey(
                    TestPki.pem(
                        KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair().getPublic()))
                .getMessage())
        .contains("--experimental");
    KeyPairGenerator koblitz = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    koblitz.initialize(new ECGenParameterSpec("secp256k1"));
    assertThat(refusedKey(TestPki.publicPem(koblitz.generateKeyPair())).problem())
        .contains("an EC key on the curve secp256k1");
  }

  @Test
  void namesAnOpenSshPublicKey() {
    TrustMaterialException e = refusedKey("ecdsa-sha2-nistp256 AAAAE2VjZHNh me@here\n");
    assertThat(remedy(e)).contains("ssh-keygen -e -m PKCS8 -f FILE > public.pem");
  }

  @Test
  void tellsADamagedKeyFromAForeignOne() {
    String pem = TestPki.publicPem(key);
    assertThat(refusedKey(pem.substring(0, 60)).problem()).contains("is damaged");
    assertThat(refusedKey(pem.replaceFirst("\n[^-]{20}", "\n")).problem()).contains("is damaged");
    assertThat(refusedKey("").problem()).contains("is empty");
  }

  @Test
  void namesOtherFilesInPlaceOfCertificates() {
    assertThat(remedy(refusedCertificate("-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n")))
        .contains("openssl pkcs7");
    assertThat(
            refusedCertificate(
                    "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")
                .problem())
        .contains("certificate request");
    String damaged = TestPki.root("x").pem().replaceFirst("\n[^-]{20}", "\n");
    assertThat(refusedCertificate(damaged).problem()).contains("is damaged");
  }

  @Test
  void readsTheOldLabelOfCertificates() throws TrustMaterialException {
    String old = TestPki.root("x").pem().replace("CERTIFICATE", "X509 CERTIFICATE");
    assertThat(CertificateAuthority.of("release", old, List.of()).name()).isEqualTo("release");
  }

  @Test
  void namesACertificateWithoutContentAsDamaged() {
    byte[] hollow = HexFormat.of().parseHex("300d30003005060355040303020000");
    assertThat(refusedCertificate(KeyForms.block("CERTIFICATE", hollow)).problem())
        .contains("is damaged");
  }
}
