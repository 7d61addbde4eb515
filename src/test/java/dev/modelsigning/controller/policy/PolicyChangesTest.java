// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.testing.CustomResources;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is judged again after a change of a policy. */
class PolicyChangesTest extends EditedPolicy {
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

  /** As when another policy has it: whom it accepts is known, and the status reads differently. */
  @Test
  void authorityThatAcceptedASignatureBeforeOnlyReadsDifferentlyWhenItIsAdded() {
    concerned(trusting(OTHER));

    assertThat(
            changes
                .since("team-a", Optional.of(trusting(OTHER, RELEASE)), namespace -> LABELS)
                .map(found -> Stream.of(byRelease, byCertificate).filter(found.later()))
                .orElseThrow())
        .containsExactly(byRelease);
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
}
