// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.KeyForms;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignerSecretTest {
  private static SignerSecret labelled(String label) {
    return new SignerSecret(
        new SecretBuilder()
            .withNewMetadata()
            .addToLabels(ApiGroup.SIGNER_LABEL, label)
            .endMetadata()
            .build());
  }

  private static SignerSecret allowing(String namespaces) {
    return new SignerSecret(
        new SecretBuilder()
            .withNewMetadata()
            .addToAnnotations(ApiGroup.SIGNER_NAMESPACES_ANNOTATION, namespaces)
            .endMetadata()
            .build());
  }

  private static SignerSecret holding(Map<String, String> data) {
    Secret secret = new SecretBuilder().withNewMetadata().withName("s").endMetadata().build();
    secret.setData(data);
    return new SignerSecret(secret);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyTheLabelMakesASecretASigner() {
    assertThat(labelled("true").isSigner()).isTrue();
    assertThat(holding(Map.of()).isSigner()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "false", "True", "yes"})
  void otherValuesOfTheLabelDoNot(String label) {
    assertThat(labelled(label).isSigner()).isFalse();
  }

  @Test
  void secretOfAnotherLayoutIsToldWhatItHolds() {
    assertThatThrownBy(
            () -> holding(Map.of("cosign.pub", "YQ==", "cosign.key", "YQ==")).open(Instant.EPOCH))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("neither private.key nor tls.key, but cosign.key, cosign.pub;");
    assertThatThrownBy(() -> holding(Map.of()).open(Instant.EPOCH))
        .hasMessageContaining("neither private.key nor tls.key, and no data;");
  }

  @ParameterizedTest
  @CsvSource({"'team'", "'a, team ,b'", "'*'", "',,team'"})
  void listedNamespaceIsAllowed(String namespaces) {
    assertThat(allowing(namespaces).allows("team")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"''", "' , '", "'team-a'", "'tea'", "'team*'", "'TEAM'"})
  void otherNamespaceIsNot(String namespaces) {
    assertThat(allowing(namespaces).allows("team")).isFalse();
  }

  @Test
  void secretWithoutAnnotationAllowsNobody() {
    assertThat(holding(Map.of()).allows("team")).isFalse();
    assertThat(holding(Map.of()).allows("")).isFalse();
  }

  @Test
  void keyOpensWithItsFingerprint() throws Exception {
    var key = TestPki.ecKey();
    var secret = holding(Map.of("private.key", base64(TestPki.pkcs8Pem(key))));

    assertThat(secret.open(TestPki.NOW).fingerprint()).isEqualTo(KeyHint.of(key.getPublic()));
  }

  @Test
  void missingKeyIsNamedWithAHint() {
    assertThatThrownBy(() -> holding(Map.of()).open(TestPki.NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContainingAll("Secret s", "private.key", "hint:");
  }

  @Test
  void damagedEntryIsNamedAndNotQuoted() {
    assertThatThrownBy(() -> holding(Map.of("private.key", "%secret%")).open(TestPki.NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("private.key")
        .hasMessageNotContaining("%secret%");
  }

  /** As cert-manager writes it: the key in SEC 1, and the leaf with its chain in one entry. */
  @Test
  void readsASecretOfCertManager() throws Exception {
    var root = TestPki.root("root");
    var middle = new TestPki.Request("middle").ca(0).by(root);
    var leaf = TestPki.signer(middle, "signer", "https://x.example");
    var secret =
        holding(
            Map.of(
                "tls.key", base64(TestPki.sec1Pem(leaf.key())),
                "tls.crt", base64(leaf.pem() + middle.pem()),
                "ca.crt", base64(root.pem())));

    Signer signer = secret.open(TestPki.NOW);

    assertThat(signer.fingerprint()).isEqualTo(KeyHint.of(leaf.key().getPublic()));
    Bundle bundle = signer.modelSigner().sign("type", new byte[] {1});
    assertThat(((CertificateChain) bundle.material()).der())
        .containsExactly(leaf.certificate().getEncoded(), middle.certificate().getEncoded());
  }

  @Test
  void readsASecretOfCertManagerWithoutAnAuthority() throws Exception {
    var leaf = TestPki.signer(TestPki.root("root"), "signer", "https://x.example");
    var secret =
        holding(
            Map.of("tls.key", base64(leaf.keyPem()), "tls.crt", base64(leaf.pem()), "ca.crt", ""));

    assertThat(secret.open(TestPki.NOW).fingerprint())
        .isEqualTo(KeyHint.of(leaf.key().getPublic()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pass word", " pw ", "pw\n", " pw \r\n", "päss"})
  void takesThePasswordThatTheCommandLineTakes(String entry) throws Exception {
    var key = TestPki.ecKey();
    String password = entry.replaceAll("[\r\n]", "");
    var secret =
        holding(
            Map.of(
                "private.key", base64(TestPki.encryptedPem(key, password)),
                "password", base64(entry)));

    assertThat(secret.open(TestPki.NOW).fingerprint()).isEqualTo(KeyHint.of(key.getPublic()));
  }

  @Test
  void namesAForeignFormatAndWhatToRun() {
    assertThatThrownBy(
            () ->
                holding(Map.of("private.key", base64(KeyForms.openSsh(TestPki.ecKey()))))
                    .open(TestPki.NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContainingAll("OpenSSH", "ssh-keygen -p -m PKCS8");
    String der = Base64.getEncoder().encodeToString(TestPki.ecKey().getPrivate().getEncoded());
    assertThatThrownBy(() -> holding(Map.of("tls.key", der)).open(TestPki.NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContainingAll("tls.key", "DER", "openssl pkey -inform DER");
  }

  @Test
  void namesTheRsaKeyThatCertManagerMakesByDefault() {
    String rsa = TestPki.pem(TestPki.ecKey("").getPrivate());
    assertThatThrownBy(() -> holding(Map.of("tls.key", base64(rsa))).open(TestPki.NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContainingAll("an RSA key", "privateKey.algorithm: ECDSA");
  }

  @Test
  void readsAKeyInUtf16() throws Exception {
    var key = TestPki.ecKey();
    byte[] utf16 = ("\uFEFF" + TestPki.pkcs8Pem(key)).getBytes(StandardCharsets.UTF_16LE);
    var secret = holding(Map.of("private.key", Base64.getEncoder().encodeToString(utf16)));

    assertThat(secret.open(TestPki.NOW).fingerprint()).isEqualTo(KeyHint.of(key.getPublic()));
  }
}
