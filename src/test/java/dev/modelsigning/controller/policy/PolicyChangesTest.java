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
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.rejudging.Concerned;
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
import java.util.function.Predicate;
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
    return change(compiled).map(concerned -> those(concerned.now())).orElse(List.of());
  }

  private Optional<Concerned> change(Optional<CompiledPolicy> compiled) {
    return changes.since(
        "team-a", compiled, namespace -> Map.of("kubernetes.io/metadata.name", namespace));
  }

  private List<ModelSignature> those(Predicate<ModelSignature> which) {
    return Stream.of(byRelease, byCertificate, byNobody, elsewhere).filter(which).toList();
  }

  /** Nobody has to be judged again; these read differently. */
  private List<ModelSignature> onlyReadDifferently(CompiledPolicy compiled) {
    Concerned concerned = change(Optional.of(compiled)).orElseThrow();
    assertThat(those(concerned.now())).isEmpty();
    return those(concerned.later());
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

  @Test
  void editOfTheModeHasNothingJudgedAgain() {
    concerned(trusting(RELEASE));
    policy.getSpec().mode = PolicyMode.Audit;

    assertThat(onlyReadDifferently(trusting(RELEASE))).isEmpty();
  }

  @Test
  void editOfTheModeReadsDifferentlyWherePoliciesDisagree() {
    byRelease.getStatus().policies =
        List.of(verdict("team-a", VerdictState.Verified), verdict("other", VerdictState.Rejected));
    byCertificate.getStatus().policies =
        List.of(verdict("team-a", VerdictState.Rejected), verdict("other", VerdictState.Rejected));
    concerned(trusting(RELEASE));
    policy.getSpec().mode = PolicyMode.Audit;

    assertThat(onlyReadDifferently(trusting(RELEASE))).containsExactly(byRelease);
  }

  private static PolicyVerdict verdict(String policy, VerdictState state) {
    var verdict = new PolicyVerdict();
    verdict.name = policy;
    verdict.verdict = state;
    return verdict;
  }

  @Test
  void editOfIgnoredPathsReadsDifferentlyForWhatHoldsSomethingAtThem() {
    byRelease.getStatus().manifest = new ManifestStatus();
    byCertificate.getStatus().manifest = new ManifestStatus();
    byCertificate.getStatus().manifest.ignored = List.of(new IgnoredPathStatus());
    byNobody.getStatus().manifest = new ManifestStatus();
    byNobody.getStatus().manifest.ignoredMore = 1;
    concerned(trusting(RELEASE));
    policy.getSpec().models = new ModelRules();
    policy.getSpec().models.ignoredPaths = List.of(".git");

    assertThat(onlyReadDifferently(trusting(RELEASE))).containsExactly(byCertificate, byNobody);
    assertThat(concerned(trusting(RELEASE))).isEmpty();
  }

  @Test
  void editOfIgnoredPathsConcernsWhatHoldsOtherFilesThanSigned() {
    byRelease.getStatus().signatures.getFirst().contentMatches = false;
    concerned(trusting(RELEASE));
    policy.getSpec().models = new ModelRules();
    policy.getSpec().models.ignoredPaths = List.of(".git");

    assertThat(concerned(trusting(RELEASE))).containsExactly(byRelease);
  }

  @Test
  void newAuthorityConcernsWhatWasNeverJudged() {
    byRelease.setStatus(null);
    byCertificate.getStatus().signatures = null;
    concerned(trusting(RELEASE));

    assertThat(concerned(trusting(RELEASE, OTHER))).contains(byRelease, byCertificate);
  }

  @Test
  void authorityThatComesBackConcernsNothingThatItAcceptedBefore() {
    concerned(trusting(RELEASE, OTHER));
    concerned(trusting(OTHER));

    assertThat(concerned(trusting(RELEASE, OTHER))).containsExactly(byNobody);
  }

  @Test
  void newKeyConcernsOnlySignaturesThatNobodyIsKnownToHaveMade() {
    concerned(trusting(RELEASE));

    assertThat(concerned(trusting(RELEASE, OTHER))).containsExactly(byNobody);
  }

  @Test
  void addedKeyConcernsWhatItIsKnownToHaveSigned() {
    byRelease.getStatus().signatures.getFirst().acceptedBy = List.of();
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
                .map(
                    found ->
                        Stream.of(byRelease, byCertificate, byNobody, keyless).filter(found.now()))
                .orElseThrow())
        .containsExactly(byNobody, keyless);
  }

  @Test
  void removedAuthorityOnlyReadsDifferentlyForWhatItAccepted() {
    concerned(trusting(RELEASE, OTHER));

    assertThat(onlyReadDifferently(trusting(OTHER))).containsExactly(byRelease);
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
  void numberOfWantedSignersOnlyReadsDifferently() {
    concerned(trusting(RELEASE));
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.minimumMatches = 2;

    assertThat(onlyReadDifferently(trusting(RELEASE))).containsExactly(byRelease);
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
  void wantedAnnotationConcernsOnlyThoseOfWhichNotAllHadRoom() {
    byRelease.getStatus().signatures.getFirst().annotationsLeftOut = 1;
    concerned(trusting(RELEASE));
    policy.getSpec().requirements = new PolicyRequirements();
    var wanted = new RequiredAnnotation();
    wanted.name = "dev.modelsigning/license";
    wanted.present = true;
    policy.getSpec().requirements.annotations = List.of(wanted);

    assertThat(concerned(trusting(RELEASE))).containsExactly(byRelease);
    assertThat(concerned(trusting(RELEASE))).isEmpty();
  }
}
