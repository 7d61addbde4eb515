// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.TrustRootReference;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.sigstore.IdentityClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keyless authorities of a policy can be used: never one that trusts anyone. */
class KeylessEntryTest {
  private static final String ISSUER = "https://accounts.example.com";
  private static final String SUBJECT = "release@example.com";

  private static final GivenMaterial MATERIAL = material();

  private static GivenMaterial material() {
    try (PrivateSigstore one = PrivateSigstore.start(Clock.systemUTC());
        PrivateSigstore other = PrivateSigstore.start(Clock.systemUTC())) {
      return GivenMaterial.none()
          .with("one", one.trustedRootJson())
          .with("other", other.trustedRootJson())
          .with("no-json", "trusted_root.json")
          .with("empty", "{}")
          .with("damaged", one.trustedRootJson().replace("\"rawBytes\":\"", "\"rawBytes\":\"AAAA"))
          .with("long", " ".repeat(524_288) + "{}");
    }
  }

  private static Consumer<TrustedIdentity> certifiedBy(String root) {
    return keyless -> {
      keyless.trustRootRef = new TrustRootReference();
      keyless.trustRootRef.name = root;
    };
  }

  private static CompiledPolicy compile(Consumer<TrustedIdentity> change) {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    TrustedIdentity keyless = CustomResources.identity(ISSUER, SUBJECT);
    change.accept(keyless);
    policy.getSpec().authorities = List.of(CustomResources.authority("release", keyless));
    return PolicyCompiler.compile(policy, MATERIAL);
  }

  private static Authority authority(Consumer<TrustedIdentity> change) {
    return switch (compile(change)) {
      case CompiledPolicy.Usable(var policy, var authorities) -> authorities.getFirst();
      case CompiledPolicy.Broken broken -> throw new AssertionError(broken.message());
    };
  }

  private static void refused(Consumer<TrustedIdentity> change, Reason reason, String... words) {
    assertThat(compile(change))
        .isInstanceOfSatisfying(
            CompiledPolicy.Broken.class,
            broken -> {
              assertThat(broken.reason()).isEqualTo(reason);
              assertThat(broken.message()).startsWith("spec.authorities[0].keyless");
              assertThat(broken.message()).contains(words);
            });
  }

  @Test
  void readsAnIdentityOfThePublicGoodInstance() {
    assertThat(authority(keyless -> {}).name()).isEqualTo("release");
  }

  @Test
  void digestCoversTheWholeRule() {
    List<Consumer<TrustedIdentity>> rules =
        List.of(
            keyless -> {},
            keyless -> keyless.issuer = "https://other.example.com",
            keyless -> keyless.subject = "other@example.com",
            keyless -> {
              keyless.issuer = null;
              keyless.issuerRegExp = ISSUER;
            },
            keyless -> {
              keyless.subject = null;
              keyless.subjectRegExp = SUBJECT;
            },
            keyless -> keyless.claims = Map.of("kubernetes-namespace", "release"),
            keyless -> keyless.claims = Map.of("kubernetes-namespace", "other"));

    assertThat(rules.stream().map(rule -> authority(rule).digest())).doesNotHaveDuplicates();
    assertThat(authority(keyless -> {}).digest()).isEqualTo(authority(keyless -> {}).digest());
  }

  @Test
  void refusesAnIssuerThatIsMissingOrGivenTwice() {
    refused(keyless -> keyless.issuer = null, Reason.AuthorityIncomplete, "neither issuer");
    refused(keyless -> keyless.issuerRegExp = ISSUER, Reason.AuthorityIncomplete, "both issuer");
  }

  @Test
  void refusesASubjectThatIsMissingOrGivenTwice() {
    refused(keyless -> keyless.subject = null, Reason.AuthorityIncomplete, "neither subject");
    refused(keyless -> keyless.subjectRegExp = SUBJECT, Reason.AuthorityIncomplete, "both subject");
  }

  @ParameterizedTest
  @ValueSource(strings = {".*", ".+@.+", "(?s).*", "https?://.*", "^.*@[a-z.]+$", "|.*"})
  void refusesExpressionsThatMatchAnyone(String expression) {
    refused(
        keyless -> {
          keyless.subject = null;
          keyless.subjectRegExp = expression;
        },
        Reason.IdentityInvalid,
        "subjectRegExp",
        "anyone can obtain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://(", "(?=example)", "a{2000}", "\\1"})
  void refusesWhatIsNoExpressionOfLinearTime(String expression) {
    refused(
        keyless -> {
          keyless.issuer = null;
          keyless.issuerRegExp = expression;
        },
        Reason.IdentityInvalid,
        "issuerRegExp",
        "RE2");
  }

  @Test
  void refusesTextsThatAreEmptyOrTooLong() {
    refused(keyless -> keyless.subject = "", Reason.IdentityInvalid, ".subject");
    refused(keyless -> keyless.issuer = "x".repeat(2049), Reason.IdentityInvalid, ".issuer");
  }

  @Test
  void refusesClaimsThatCertificatesDoNotHaveOrWithoutAValue() {
    Map<String, String> absent = new HashMap<>();
    absent.put("kubernetes-namespace", null);

    refused(
        keyless -> keyless.claims = Map.of("colour", "blue"),
        Reason.IdentityInvalid,
        "'colour'",
        "kubernetes-namespace");
    refused(
        keyless -> keyless.claims = Map.of("kubernetes-namespace", ""),
        Reason.IdentityInvalid,
        "0 characters");
    refused(keyless -> keyless.claims = absent, Reason.IdentityInvalid, "0 characters");
  }

  @Test
  void digestCoversTheTrustedRoot() {
    assertThat(
            List.of(
                authority(keyless -> {}).digest(),
                authority(certifiedBy("one")).digest(),
                authority(certifiedBy("other")).digest()))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesATrustedRootThatDoesNotExist() {
    refused(
        certifiedBy("absent"), Reason.TrustRootNotFound, ".trustRootRef", "absent", "create it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-json", "empty", "damaged", "long"})
  void refusesATrustedRootThatCannotBeRead(String root) {
    refused(certifiedBy(root), Reason.TrustRootInvalid, ".trustRootRef", root);
  }

  @Test
  void trustedRootsOfAPolicyAreKnown() {
    assertThat(PolicyCompiler.trustRootsOf(compile(certifiedBy("one")).policy()))
        .containsExactly("one");
    assertThat(PolicyCompiler.trustRootsOf(compile(keyless -> {}).policy())).isEmpty();
  }

  @Test
  void definitionOfTheResourceNamesEveryClaim() throws IOException {
    String definition =
        Files.readString(Path.of("crds", "clustermodeltrustpolicies.modelsigning.dev.yaml"));

    assertThat(Arrays.stream(IdentityClaim.values()).map(IdentityClaim::text))
        .allSatisfy(claim -> assertThat(definition).contains("'" + claim + "'"));
  }
}
