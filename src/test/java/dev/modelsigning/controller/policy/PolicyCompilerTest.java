// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SecretKeyReference;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedCertificate;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyCompilerTest {
  private static String publicKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      byte[] der = generator.generateKeyPair().getPublic().getEncoded();
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(der)
          + "\n-----END PUBLIC KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ClusterModelTrustPolicy policy(TrustAuthority... authorities) {
    ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
    policy.getSpec().authorities = List.of(authorities);
    return policy;
  }

  @Test
  void selectorThatCannotBeEvaluatedBreaksThePolicy() {
    ClusterModelTrustPolicy policy = policy(key(publicKey()));
    policy.getSpec().match = new PolicyMatch();
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("tier")
            .withOperator("Like")
            .endMatchExpression()
            .build();
    assertThat(PolicyCompiler.compile(policy, GivenMaterial.none()))
        .isInstanceOfSatisfying(
            CompiledPolicy.Broken.class,
            broken -> {
              assertThat(broken.reason()).isEqualTo(Reason.SelectorInvalid);
              assertThat(broken.message())
                  .contains("spec.match.namespaceSelector", "operator Like of label tier");
            });
  }

  private static TrustAuthority key(@Nullable String pem) {
    TrustAuthority authority = new TrustAuthority();
    authority.name = "release";
    authority.key = new TrustedKey();
    authority.key.publicKey = pem;
    return authority;
  }

  private static TrustAuthority secretKey() {
    TrustAuthority authority = key(null);
    authority.key.secretKeyRef = new SecretKeyReference();
    authority.key.secretKeyRef.name = "keys";
    authority.key.secretKeyRef.key = "release.pub";
    return authority;
  }

  private static Secret secret(String key, String base64) {
    return new SecretBuilder().withData(Map.of(key, base64)).build();
  }

  private static CompiledPolicy compile(Optional<Secret> secret, TrustAuthority... authorities) {
    return PolicyCompiler.compile(
        policy(authorities), secret.map(GivenMaterial::secret).orElseGet(GivenMaterial::none));
  }

  private static void assertBroken(CompiledPolicy compiled, Reason reason, String... words) {
    assertThat(compiled)
        .isInstanceOfSatisfying(
            CompiledPolicy.Broken.class,
            broken -> {
              assertThat(broken.reason()).isEqualTo(reason);
              assertThat(broken.message()).contains("spec.authorities[0]");
              assertThat(words).allSatisfy(word -> assertThat(broken.message()).contains(word));
            });
  }

  @Test
  void readsKeysFromPolicyAndSecret() {
    String encoded =
        Base64.getEncoder().encodeToString(publicKey().getBytes(StandardCharsets.UTF_8));
    assertThat(compile(Optional.of(secret("release.pub", encoded)), key(publicKey()), secretKey()))
        .isInstanceOfSatisfying(
            CompiledPolicy.Usable.class, usable -> assertThat(usable.authorities()).hasSize(2));
  }

  @Test
  void policyWithoutAuthoritiesTrustsNobody() {
    assertThat(compile(Optional.empty()))
        .isInstanceOfSatisfying(
            CompiledPolicy.Usable.class, usable -> assertThat(usable.authorities()).isEmpty());
  }

  @Test
  void damagedKeyNamesTheField() {
    assertBroken(
        compile(Optional.empty(), key("-----BEGIN PUBLIC KEY-----\nno\n-----END PUBLIC KEY-----")),
        Reason.TrustMaterialInvalid);
  }

  @Test
  void damagedCaBundleNamesTheField() {
    TrustAuthority authority = new TrustAuthority();
    authority.name = "ca";
    authority.certificate = new TrustedCertificate();
    authority.certificate.caBundle = "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----";
    assertBroken(compile(Optional.empty(), authority), Reason.TrustMaterialInvalid);
  }

  @Test
  void missingSecretIsReportedWithAHint() {
    assertBroken(
        compile(Optional.empty(), secretKey()), Reason.SecretNotFound, "keys", "create it");
  }

  @Test
  void missingKeyOfASecretIsReportedWithAHint() {
    assertBroken(
        compile(Optional.of(secret("other", "")), secretKey()),
        Reason.SecretKeyNotFound,
        "release.pub",
        "add it");
  }

  @Test
  void secretThatIsNotBase64IsRefused() {
    assertBroken(
        compile(Optional.of(secret("release.pub", "%%")), secretKey()), Reason.SecretInvalid);
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The release's key pair in one file, as {@code cat} makes it. */
  private static Stream<String> withPrivateKey() {
    KeyPair pair = TestPki.ecKey();
    String pub = TestPki.publicPem(pair);
    String der = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    return Stream.of(
        TestPki.pkcs8Pem(pair) + pub,
        pub + TestPki.sec1Pem(pair),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n" + pub,
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n" + pub,
        der + "\n" + pub,
        pub + der + "\n",
        pub + "PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\n",
        pub + "AGE-SECRET-KEY-1AAAA\n");
  }

  @ParameterizedTest
  @MethodSource("withPrivateKey")
  void secretThatAlsoHoldsAPrivateKeyIsRefusedWithoutAnyOfIt(String text) {
    CompiledPolicy compiled =
        compile(Optional.of(secret("release.pub", encoded(text))), secretKey());

    assertBroken(
        compiled,
        Reason.TrustMaterialInvalid,
        "Secret keys: its key release.pub holds a private key beside the public key",
        "keep only the public key there");
    assertThat(((CompiledPolicy.Broken) compiled).message())
        .satisfies(
            message ->
                assertThat(text.lines().filter(line -> line.length() > 8))
                    .noneMatch(message::contains));
  }

  @Test
  void secretWithAPrivateKeyAloneIsToldWhatItIs() {
    assertBroken(
        compile(
            Optional.of(secret("release.pub", encoded(TestPki.pkcs8Pem(TestPki.ecKey())))),
            secretKey()),
        Reason.TrustMaterialInvalid,
        "is a private key, not a public key");
  }

  @Test
  void authorityOfNoKindIsRefused() {
    TrustAuthority authority = new TrustAuthority();
    authority.name = "empty";
    assertBroken(compile(Optional.empty(), authority), Reason.AuthorityIncomplete);
  }

  @Test
  void oneUnusableAuthorityMakesThePolicyUnusable() {
    assertThat(compile(Optional.empty(), key(publicKey()), secretKey()))
        .isInstanceOf(CompiledPolicy.Broken.class);
  }

  @Test
  void secretsOfAPolicyAreKnown() {
    assertThat(PolicyCompiler.secretsOf(policy(key(publicKey()), secretKey())))
        .containsExactly("keys");
  }
}
