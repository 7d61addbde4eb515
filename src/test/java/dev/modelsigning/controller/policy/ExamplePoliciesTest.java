// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.sigstore.TextRule;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies that users copy can be used, and trust whom their comments say. */
final class ExamplePoliciesTest {
  private static final Path EXAMPLES = Path.of("deploy/examples");
  private static final String GITHUB = "https://github.com/example/models/.github/workflows/";

  private static String trustedRoot = "";
  private static String publicKey = "";

  @BeforeAll
  static void makeMaterial() throws Exception {
    try (PrivateSigstore sigstore = PrivateSigstore.start(Clock.systemUTC())) {
      trustedRoot = sigstore.trustedRootJson();
    }
    publicKey = TestPki.publicPem(TestPki.ecKey());
  }

  static Stream<ClusterModelTrustPolicy> policies() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().flatMap(ExamplePoliciesTest::policies).toList().stream();
    }
  }

  private static Stream<ClusterModelTrustPolicy> policies(Path file) {
    try {
      return Pattern.compile("(?m)^---$")
          .splitAsStream(Files.readString(file))
          .filter(document -> document.contains("\nkind: ClusterModelTrustPolicy\n"))
          .map(document -> Serialization.unmarshal(document, ClusterModelTrustPolicy.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyExampleCanBeUsed(ClusterModelTrustPolicy policy) {
    GivenMaterial material = material(policy);
    CompiledPolicy compiled = PolicyCompiler.compile(policy, material);
    assertThat(compiled)
        .as("%s: %s", policy.getMetadata().getName(), compiled)
        .isInstanceOf(CompiledPolicy.Usable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "github-actions, " + GITHUB + "sign-model.yml@refs/tags/v1.2.0, true",
    "github-actions, " + GITHUB + "sign-model.yml@refs/tags/v2.0.0-rc.1, true",
    "github-actions, " + GITHUB + "sign-model.yml@refs/heads/main, false",
    "github-actions, " + GITHUB + "sign-model.yml@refs/pull/7/merge, false",
    "github-actions, " + GITHUB + "other.yml@refs/tags/v1.2.0, false",
    "github-actions, https://github.com/other/models/.github/workflows/sign-model.yml@refs/tags/v1, false",
    "air-gap, " + GITHUB + "sign-model.yml@refs/tags/v1.2.0, true",
    "google, model-signer@example-project.iam.gserviceaccount.com, true",
    "google, other@example-project.iam.gserviceaccount.com, false",
    "service-accounts, https://kubernetes.io/namespaces/release/serviceaccounts/model-signer, true",
    "service-accounts, https://kubernetes.io/namespaces/team-a/serviceaccounts/model-signer, false",
    "vendor-identity, Granite-sign@ibm.com, true",
    "vendor-identity, granite-sign@ibm.com, false"
  })
  void exampleTrustsWhomItSays(String policy, String subject, boolean trusted) throws Exception {
    TrustedIdentity identity =
        policies()
            .filter(candidate -> candidate.getMetadata().getName().equals(policy))
            .map(found -> found.getSpec().authorities.getFirst().keyless)
            .findFirst()
            .orElseThrow();
    TextRule rule =
        identity.subject != null
            ? TextRule.exactly(identity.subject)
            : TextRule.matching(identity.subjectRegExp);
    assertThat(rule.allows(subject)).isEqualTo(trusted);
  }

  private static GivenMaterial material(ClusterModelTrustPolicy policy) {
    List<TrustAuthority> authorities =
        Objects.requireNonNullElse(policy.getSpec().authorities, List.of());
    SecretBuilder secret = new SecretBuilder().withNewMetadata().withName("keys").endMetadata();
    String data = Base64.getEncoder().encodeToString(publicKey.getBytes(StandardCharsets.US_ASCII));
    for (TrustAuthority authority : authorities) {
      if (authority.key != null && authority.key.secretKeyRef != null) {
        secret.addToData(authority.key.secretKeyRef.key, data);
      }
      if (authority.certificate != null) {
        // Their chains are in Secrets of each installation.
        authority.certificate.timestampAuthorities = null;
      }
    }
    GivenMaterial material = GivenMaterial.secret(secret.build());
    for (TrustAuthority authority : authorities) {
      if (authority.keyless != null && authority.keyless.trustRootRef != null) {
        material = material.with(authority.keyless.trustRootRef.name, trustedRoot);
      }
    }
    return material;
  }
}
