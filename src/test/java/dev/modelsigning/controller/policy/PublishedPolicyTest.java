// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.LegacyBundles;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustRootReference;
import dev.modelsigning.api.v1alpha1.TrustedCertificate;
import dev.modelsigning.api.v1alpha1.TrustedIdentity;
import dev.modelsigning.api.v1alpha1.TrustedTimestampAuthority;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.controller.publishing.TrustDocument;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.published.PublishedAuthority;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrustJson;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is published of a policy makes the same authorities, and holds all that decides. */
final class PublishedPolicyTest {
  private static final GivenMaterial MATERIAL = material();

  private static GivenMaterial material() {
    try (PrivateSigstore sigstore = PrivateSigstore.start(Clock.systemUTC())) {
      return GivenMaterial.none().with("private", sigstore.trustedRootJson());
    }
  }

  private static ClusterModelTrustPolicy policy(TrustAuthority... authorities) {
    ClusterModelTrustPolicy policy = CustomResources.policy("team-a");
    policy.getSpec().authorities = List.of(authorities);
    policy.getSpec().unverifiable = new UnverifiableRules();
    policy.getSpec().unverifiable.initDownloaded = DownloadRule.RequireGate;
    return policy;
  }

  private static TrustDocument document(ClusterModelTrustPolicy policy) {
    return PublishedPolicy.of(PolicyCompiler.compile(policy, MATERIAL), MATERIAL);
  }

  private static PublishedTrust published(ClusterModelTrustPolicy policy) throws Exception {
    TrustDocument document = document(policy);
    assertThat(document).isInstanceOf(TrustDocument.Ready.class);
    String json = ((TrustDocument.Ready) document).json();
    return PublishedTrustJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static TrustAuthority key() {
    return CustomResources.authority("release", TestPki.publicPem(TestPki.ecKey()));
  }

  private static TrustAuthority certificate() {
    var authority = new TrustAuthority();
    authority.name = "ca";
    authority.certificate = new TrustedCertificate();
    authority.certificate.caBundle = TestPki.root("Models").pem();
    authority.certificate.subjectAltNames = List.of("models@example.com");
    return authority;
  }

  private static TrustAuthority keyless() {
    TrustedIdentity keyless =
        CustomResources.identity("https://accounts.example.com", "release@example.com");
    keyless.subject = null;
    keyless.subjectRegExp = "https://github\\.com/example/.*";
    keyless.claims = Map.of("build-trigger", "push");
    keyless.trustRootRef = new TrustRootReference();
    keyless.trustRootRef.name = "private";
    return CustomResources.authority("identity", keyless);
  }

  @Test
  void makesTheSameAuthoritiesOfEveryKind() throws Exception {
    TrustAuthority publicGood =
        CustomResources.authority(
            "public",
            CustomResources.identity("https://accounts.example.com", "release@example.com"));
    ClusterModelTrustPolicy policy = policy(key(), certificate(), keyless(), publicGood);
    var compiled = (CompiledPolicy.Usable) PolicyCompiler.compile(policy, MATERIAL);

    assertThat(published(policy).compiled())
        .extracting(Authority::digest)
        .isEqualTo(compiled.authorities().stream().map(Authority::digest).toList());
  }

  private static TrustAuthority experimental() throws Exception {
    var pair = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
    TrustAuthority authority = CustomResources.authority("pq", TestPki.publicPem(pair));
    authority.experimental = true;
    return authority;
  }

  private static TrustAuthority stamped() {
    TrustAuthority authority = certificate();
    authority.certificate.subjectAltNames = null;
    authority.certificate.subjectAltNameRegExps = List.of("https://ci\\.example\\.com/.*");
    var timestamps = new TrustedTimestampAuthority();
    timestamps.chain = TestPki.root("stamps").pem();
    authority.certificate.timestampAuthorities = List.of(timestamps);
    return authority;
  }

  private static TrustAuthority legacy(TrustAuthority authority) {
    authority.name = "old-" + authority.name;
    authority.legacyBundles = LegacyBundles.Allow;
    return authority;
  }

  @Test
  void makesTheSameAuthoritiesWithEveryOption() throws Exception {
    ClusterModelTrustPolicy policy =
        policy(
            experimental(),
            stamped(),
            legacy(experimental()),
            legacy(key()),
            legacy(stamped()),
            legacy(keyless()));
    var compiled = (CompiledPolicy.Usable) PolicyCompiler.compile(policy, MATERIAL);

    assertThat(published(policy).compiled())
        .extracting(Authority::digest)
        .isEqualTo(compiled.authorities().stream().map(Authority::digest).toList());
  }

  @Test
  void holdsWhatTheContentIsJudgedByBesides() throws Exception {
    ClusterModelTrustPolicy policy = policy(key(), certificate());
    var wanted = new RequiredAnnotation();
    wanted.name = "license";
    wanted.oneOf = List.of("mit");
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.minimumMatches = 2;
    policy.getSpec().requirements.annotations = List.of(wanted);
    var denied = new DeniedEntry();
    denied.key = "0".repeat(64);
    denied.reason = "lost";
    policy.getSpec().deny = List.of(denied);
    policy.getSpec().models = new ModelRules();
    policy.getSpec().models.ignoredPaths = List.of("cache");

    PublishedTrust trust = published(policy);

    assertThat(trust.minimumMatches()).isEqualTo(2);
    assertThat(trust.annotations()).hasSize(1);
    assertThat(trust.deny()).hasSize(1);
    assertThat(trust.ignoredPaths()).containsExactly("cache");
  }

  /** Whatever else a text may hold: all who may read the namespace read what is published. */
  @Test
  void publishesKeysAndCertificatesWithoutTheTextAroundThem() throws Exception {
    String around = "c2VjcmV0IHRleHQ\n";
    TrustAuthority key = key();
    String publicKey = key.key.publicKey;
    key.key.publicKey = around + publicKey + around;
    TrustAuthority certificate = stamped();
    String caBundle = certificate.certificate.caBundle;
    certificate.certificate.caBundle = around + caBundle + around;
    TrustedTimestampAuthority stamps = certificate.certificate.timestampAuthorities.getFirst();
    String chain = stamps.chain;
    stamps.chain = around + chain + around;

    assertThat(published(policy(key, certificate)).authorities())
        .satisfiesExactly(
            one -> assertThat(((PublishedAuthority.Key) one).publicKey()).isEqualTo(publicKey),
            other -> {
              var written = (PublishedAuthority.Certificate) other;
              assertThat(written.caBundle()).isEqualTo(caBundle);
              assertThat(written.timestampAuthorities()).containsExactly(chain);
            });
  }

  @Test
  void publishesNothingOfAPolicyThatCannotBeUsed() {
    assertThat(document(policy())).isInstanceOf(TrustDocument.Unusable.class);
    TrustAuthority broken = key();
    broken.key.publicKey = "none";
    assertThat(document(policy(broken))).isInstanceOf(TrustDocument.Unusable.class);
  }

  @Test
  void publishesNothingWhereGatesAreNotWanted() {
    ClusterModelTrustPolicy policy = policy(key());
    policy.getSpec().unverifiable.initDownloaded = DownloadRule.Allow;
    assertThat(document(policy)).isInstanceOf(TrustDocument.NotWanted.class);
  }

  /** Whoever adds a requirement about content publishes it too, and then adds it here. */
  @Test
  void noRequirementIsLeftOut() {
    assertThat(
            Arrays.stream(PolicyRequirements.class.getFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName))
        .containsExactlyInAnyOrder(
            "minimumMatches",
            "annotations", // published
            "readOnly",
            "staleAfter",
            "onDrift",
            "privileges",
            "images"); // not about content
  }
}
