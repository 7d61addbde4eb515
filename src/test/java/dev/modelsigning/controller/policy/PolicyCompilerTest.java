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
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
