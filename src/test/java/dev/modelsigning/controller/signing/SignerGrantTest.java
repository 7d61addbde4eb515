// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SignerGrantTest {
  private static final String NAME = "release";

  @Test
  void listedNamespaceGetsTheSigner() {
    assertThat(decide(signer("team-a, team-b"), "team-b", Vouching.NONE))
        .isInstanceOf(SignerLookup.Granted.class);
    assertThat(decide(signer("*"), "any", Vouching.NONE)).isInstanceOf(SignerLookup.Granted.class);
  }

  @Test
  void otherNamespaceIsDenied() {
    assertDenied(decide(signer("team-a,team-b"), "team", Vouching.NONE), Reason.SignerNotPermitted);
  }

  @Test
  void signerWithoutNamespacesIsForClusterJobsAlone() {
    assertDenied(decide(signer(""), "", Vouching.NONE), Reason.SignerNotPermitted);
    assertThat(decide(signer(""), "team", Vouching.GIVEN)).isInstanceOf(SignerLookup.Granted.class);
  }

  @Test
  void jobWhoseOwnerHasNotListedItWaits() {
    assertThat(decide(signer(""), "team", Vouching.PENDING)).isInstanceOf(SignerLookup.Later.class);
  }

  @Test
  void unlabelledSecretIsAnsweredLikeAnAbsentOne() {
    Secret secret = signer("*");
    secret.getMetadata().getLabels().clear();
    assertThat(decide(secret, "team", Vouching.GIVEN))
        .isEqualTo(SignerGrant.decide(NAME, Optional.empty(), "team", Vouching.NONE, TestPki.NOW));
  }

  @Test
  void secretWithoutKeyIsUnusable() {
    Secret secret = signer("*");
    secret.getData().remove("private.key");
    assertDenied(decide(secret, "team", Vouching.NONE), Reason.SignerUnusable);
  }

  @Test
  void expiredCertificateIsUnusable() {
    var root = TestPki.root("root");
    var leaf =
        new TestPki.Request("signer")
            .valid(TestPki.NOW.minus(Duration.ofDays(9)), TestPki.NOW.minus(Duration.ofDays(1)))
            .by(root);
    var answer = decide(withCertificate(leaf), "team", Vouching.NONE);
    assertDenied(answer, Reason.SignerUnusable);
    assertThat(((SignerLookup.Denied) answer).message()).contains("not now");
  }

  @Test
  void certificateOfAnotherKeyIsUnusable() {
    var root = TestPki.root("root");
    Secret secret = withCertificate(TestPki.signer(root, "signer", "https://example.com/s"));
    secret.getData().put("private.key", base64(TestPki.pkcs8Pem(TestPki.ecKey())));
    assertDenied(decide(secret, "team", Vouching.NONE), Reason.SignerUnusable);
  }

  @Test
  void certificateSignerIsGranted() {
    var root = TestPki.root("root");
    Secret secret = withCertificate(TestPki.signer(root, "signer", "https://example.com/s"));
    assertThat(decide(secret, "team", Vouching.NONE)).isInstanceOf(SignerLookup.Granted.class);
  }

  @Test
  void encryptedKeyNeedsItsPassword() {
    Secret secret = signer("*");
    secret.getData().put("private.key", base64(TestPki.encryptedPem(TestPki.ecKey(), "secret")));
    assertDenied(decide(secret, "team", Vouching.NONE), Reason.SignerUnusable);
    secret.getData().put("password", base64("secret\n"));
    assertThat(decide(secret, "team", Vouching.NONE)).isInstanceOf(SignerLookup.Granted.class);
  }

  private static SignerLookup decide(Secret secret, String namespace, Vouching vouching) {
    return SignerGrant.decide(NAME, Optional.of(secret), namespace, vouching, TestPki.NOW);
  }

  private static void assertDenied(SignerLookup answer, Reason reason) {
    assertThat(answer).isInstanceOf(SignerLookup.Denied.class);
    assertThat(((SignerLookup.Denied) answer).reason()).isEqualTo(reason);
  }

  private static Secret signer(String namespaces) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(NAME)
        .addToLabels(ApiGroup.SIGNER_LABEL, "true")
        .addToAnnotations(ApiGroup.SIGNER_NAMESPACES_ANNOTATION, namespaces)
        .endMetadata()
        .addToData("private.key", base64(TestPki.pkcs8Pem(TestPki.ecKey())))
        .build();
  }

  private static Secret withCertificate(TestPki.Issued leaf) {
    Secret secret = signer("*");
    secret.getData().put("private.key", base64(leaf.keyPem()));
    secret.getData().put("tls.crt", base64(leaf.pem()));
    return secret;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
