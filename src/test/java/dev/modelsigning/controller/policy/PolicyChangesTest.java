// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is judged again after a change of a policy. */
class PolicyChangesTest {
  private static final String KEY = Signer.fresh().publicKey();
  private static final KeyAuthority RELEASE = key(KEY);
  private static final KeyAuthority OTHER = key(Signer.fresh().publicKey());

  private static final Map<String, String> LABELS = Map.of("kubernetes.io/metadata.name", "team-a");

  private final ClusterModelTrustPolicy policy = CustomResources.policy("team-a", KEY);
  private final PolicyChanges changes = new PolicyChanges();
  private final ModelSignature byRelease =
      SignedModels.signedBy("key", RELEASE.fingerprint(), RELEASE.digest());
  private final ModelSignature byCertificate =
      SignedModels.signedBy("certificate", "ff", "sha256:c");
  private final ModelSignature byNobody = SignedModels.signedBy(null, null);
  private final ModelSignature elsewhere = CustomResources.modelSignature("team-a", "minilm");

  {
    elsewhere.getMetadata().setNamespace("team-b");
  }

  private static KeyAuthority key(String pem) {
    try {
      return KeyAuthority.ofPem("release", pem);
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Authority authorityForCertificates() {
    try {
      return CertificateAuthority.of("ci", TestPki.root("root").pem(), List.of());
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Authority identity() {
    try {
      return new KeylessAuthority(
          "ci",
          TrustedRoot.publicGood(),
          new SignerIdentityRule(
              TextRule.exactly("https://accounts.example.com"),
              TextRule.exactly("release@example.com"),
              Map.of()));
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<ModelSignature> concerned(CompiledPolicy compiled) {
    return concerned(Optional.of(compiled));
  }

  private List<ModelSignature> concerned(Optional<CompiledPolicy> compiled) {
    return changes
        .since("team-a", compiled, namespace -> Map.of("kubernetes.io/metadata.name", namespace))
        .map(test -> Stream.of(byRelease, byCertificate, byNobody, elsewhere).filter(test).toList())
        .orElse(List.of());
  }

  private CompiledPolicy trusting(Authority... authorities) {
    return new CompiledPolicy.Usable(policy, List.of(authorities));
  }

  @Test
  void newPolicyConcernsAllThatItCoversAndNoOthers() {
    assertThat(concerned(trusting(RELEASE))).containsExactly(byRelease, byCertificate, byNobody);
  }

  @Test
  void editOfWhatIsScratchAndUpdateOfTheStatusConcernNone() {
    concerned(trusting(RELEASE));
    policy.getSpec().models = new ModelRules();
    policy.getSpec().models.scratchClaims = List.of("cache");

    assertThat(concerned(trusting(key(KEY)))).isEmpty();
  }

  /** Their statuses say which policies enforce; what pods may load follows the policy at once. */
  @Test
  void editOfTheModeConcernsAllThatThePolicyCovers() {
    concerned(trusting(RELEASE));
    policy.getSpec().mode = PolicyMode.Audit;

    assertThat(concerned(trusting(RELEASE))).containsExactly(byRelease, byCertificate, byNobody);
  }

  @Test
  void editOfIgnoredPathsConcernsWhatHoldsSomethingAtThem() {
    byRelease.getStatus().manifest = new ManifestStatus();
    byCertificate.getStatus().manifest = new ManifestStatus();
    byCertificate.getStatus().manifest.ignored = List.of(new IgnoredPathStatus());
    byNobody.getStatus().manifest = new ManifestStatus();
    byNobody.getStatus().manifest.ignoredMore = 1;
    concerned(trusting(RELEASE));
    policy.getSpec().models = new ModelRules();
    policy.getSpec().models.ignoredPaths = List.of(".git");

    assertThat(concerned(trusting(RELEASE))).containsExactly(byCertificate, byNobody);
    assertThat(concerned(trusting(RELEASE))).isEmpty();
  }

  @Test
  void changeConcernsWhatMayBeInTheMiddleOfBeingJudged() {
    byRelease.setStatus(null);
    byCertificate.getStatus().signatures = null;
    concerned(trusting(RELEASE, OTHER));

    assertThat(concerned(trusting(OTHER))).contains(byRelease, byCertificate);
  }

  @Test
  void newKeyConcernsOnlySignaturesThatNobodyIsKnownToHaveMade() {
    concerned(trusting(RELEASE));

    assertThat(concerned(trusting(RELEASE, OTHER))).containsExactly(byNobody);
  }

  @Test
  void addedKeyConcernsWhatItIsKnownToHaveSigned() {
    concerned(trusting(OTHER));

    assertThat(concerned(trusting(OTHER, RELEASE))).containsExactly(byRelease, byNobody);
  }

  @Test
  void newCertificateAuthorityConcernsWhatIsSignedWithCertificates() {
    concerned(trusting(RELEASE));

    assertThat(concerned(trusting(RELEASE, authorityForCertificates())))
        .containsExactly(byCertificate, byNobody);
  }

  @Test
  void newIdentityConcernsKeylessSignaturesOnly() {
    ModelSignature keyless = SignedModels.signedBy("sigstore", "ee", "sha256:s");
    concerned(trusting(RELEASE));

    assertThat(
            changes
                .since("team-a", Optional.of(trusting(RELEASE, identity())), namespace -> LABELS)
                .map(test -> Stream.of(byRelease, byCertificate, byNobody, keyless).filter(test))
                .orElseThrow())
        .containsExactly(byNobody, keyless);
  }

  @Test
  void removedAuthorityConcernsWhatItAccepted() {
    concerned(trusting(RELEASE, OTHER));

    assertThat(concerned(trusting(OTHER))).containsExactly(byRelease);
  }

  @Test
  void policyThatBreaksOrHealsConcernsAll() {
    concerned(trusting(RELEASE));
    var broken = new CompiledPolicy.Broken(policy, Reason.SecretNotFound, "create it");

    assertThat(concerned(broken)).hasSize(3);
    assertThat(concerned(broken)).isEmpty();
    assertThat(concerned(trusting(RELEASE))).hasSize(3);
  }

  @Test
  void selectorConcernsThoseThatItGainsOrLoses() {
    concerned(trusting(RELEASE));
    ClusterModelTrustPolicy moved = CustomResources.policy("team-b", KEY);

    assertThat(concerned(new CompiledPolicy.Usable(moved, List.of(RELEASE)))).hasSize(4);
  }

  @Test
  void deletedPolicyConcernsAllThatItCovered() {
    concerned(trusting(RELEASE));

    assertThat(concerned(Optional.empty())).hasSize(3);
    assertThat(concerned(Optional.empty())).isEmpty();
  }

  @Test
  void numberOfWantedSignersConcernsAllThatAreCovered() {
    concerned(trusting(RELEASE));
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.minimumMatches = 2;

    assertThat(concerned(trusting(RELEASE))).hasSize(3);
    assertThat(concerned(trusting(RELEASE))).isEmpty();
  }

  private void deny(String key, String why) {
    var entry = new DeniedEntry();
    entry.key = key;
    entry.reason = why;
    policy.getSpec().deny = List.of(entry);
  }

  @Test
  void denialConcernsWhatItIsAboutWhenItComesChangesAndGoes() {
    concerned(trusting(RELEASE));

    deny("ff", "lost");
    assertThat(concerned(trusting(RELEASE))).containsExactly(byCertificate);
    assertThat(concerned(trusting(RELEASE))).isEmpty();

    deny("ff", "lost, see incident 42");
    assertThat(concerned(trusting(RELEASE))).containsExactly(byCertificate);

    policy.getSpec().deny = List.of();
    assertThat(concerned(trusting(RELEASE))).containsExactly(byCertificate);
  }

  @Test
  void denialConcernsWhatIsOnSomeNode() {
    var node = new NodeVerdictStatus();
    node.signatures = byCertificate.getStatus().signatures;
    byCertificate.getStatus().signatures = null;
    byCertificate.getStatus().nodes = List.of(new NodeVerdictStatus(), node);
    concerned(trusting(RELEASE));

    deny("ff", "lost");

    assertThat(concerned(trusting(RELEASE))).contains(byCertificate).doesNotContain(byRelease);
  }

  @Test
  void anyDenialConcernsWhatWasDenied() {
    var verdict = new PolicyVerdict();
    verdict.reason = Reason.Denied.text();
    byRelease.getStatus().policies = List.of(verdict);
    concerned(trusting(RELEASE));

    deny("00", "lost");

    assertThat(concerned(trusting(RELEASE))).containsExactly(byRelease);
  }

  @Test
  void wantedAnnotationConcernsAllThatAreCovered() {
    concerned(trusting(RELEASE));
    policy.getSpec().requirements = new PolicyRequirements();
    var wanted = new RequiredAnnotation();
    wanted.name = "dev.modelsigning/license";
    wanted.present = true;
    policy.getSpec().requirements.annotations = List.of(wanted);

    assertThat(concerned(trusting(RELEASE))).hasSize(3);
    assertThat(concerned(trusting(RELEASE))).isEmpty();
  }
}
