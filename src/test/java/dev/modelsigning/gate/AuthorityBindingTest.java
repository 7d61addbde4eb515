// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A verdict counts as long as an authority that the policy has now accepted the signature. */
class AuthorityBindingTest {
  private static final String OTHER = "sha256:" + "d2".repeat(32);

  private final FakeCluster cluster = new FakeCluster();

  private AdmissionDecision decide() {
    return decideAfter(Duration.ZERO);
  }

  private AdmissionDecision decideAfter(Duration silence) {
    Clock clock = Clock.fixed(FakeCluster.NOW.plus(silence), ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(Pods.server()));
  }

  private ClusterModelTrustPolicy edited() {
    ClusterModelTrustPolicy policy = cluster.policy();
    policy.getMetadata().setGeneration(policy.getMetadata().getGeneration() + 1);
    return policy;
  }

  private static TrustAuthority authority(String name, String pem) {
    var authority = new TrustAuthority();
    authority.name = name;
    authority.key = new TrustedKey();
    authority.key.publicKey = pem;
    return authority;
  }

  @Test
  void editOfAnythingButTheAuthoritiesHoldsAtOnceAndStallsNobody() {
    edited().getSpec().models = new ModelRules();

    assertThat(decide()).isAllowed();
  }

  @Test
  void removedAuthorityCountsNoMoreBeforeTheOperatorHasSeenTheEdit() {
    edited().getSpec().authorities = List.of(authority("other", "pem"));

    assertThat(decide()).isDenied("no authority of policy production can be used");
  }

  @Test
  void editedAuthorityOfTheSameNameCountsNoMore() {
    edited().getSpec().authorities.getFirst().key = new TrustedKey();

    assertThat(decide()).isDenied();
  }

  @Test
  void restoredAuthorityCountsAgainWithoutANewVerdict() {
    List<TrustAuthority> before = cluster.policy().getSpec().authorities;
    edited().getSpec().authorities = List.of(authority("other", "pem"));
    assertThat(decide()).isDenied();

    edited().getSpec().authorities = before;

    assertThat(decide()).isAllowed();
  }

  @Test
  void addedAuthorityLeavesTheOthersAsTheyAre() {
    List<TrustAuthority> both = new ArrayList<>(cluster.policy().getSpec().authorities);
    both.add(authority("other", "pem"));
    edited().getSpec().authorities = both;

    assertThat(decide()).isAllowed();
  }

  @Test
  void rotatedSecretCountsOnceTheOperatorHasReadIt() {
    FakeCluster.publish(cluster.policy(), OTHER);

    assertThat(decide()).isDenied("key aa", "present authorities of the policy");
  }

  @Test
  void policyOfWhichNoAuthorityCanBeUsedAdmitsNothing() {
    cluster.policy().getStatus().authorities = List.of();

    assertThat(decide())
        .isDenied(
            "no authority of policy production can be used",
            "kubectl describe clustermodeltrustpolicy production");
  }

  @Test
  void policyThatTheOperatorHasNotReadAdmitsNothing() {
    cluster.policy().setStatus(null);

    assertThat(decide()).isDenied("the operator has not read policy production yet");
  }

  @Test
  void verdictOfOneSignatureIsNotJoinedWithTheContentOfAnother() {
    var judged = cluster.signature().getStatus().signatures.getFirst();
    judged.contentMatches = null;

    assertThat(decide()).isDenied();
  }

  @Test
  void everyPolicyNeedsAnAuthorityOfItsOwn() {
    ClusterModelTrustPolicy second = FakeCluster.policy("second", "second-uid");
    cluster.policies.add(second);
    assertThat(decide()).isAllowed();

    FakeCluster.publish(second, OTHER);

    assertThat(decide()).isDenied("policy second");
  }

  @Test
  void verdictsAreUnknownAnHourAfterTheOperatorsLastSignOfLife() {
    assertThat(decideAfter(Duration.ofMinutes(60))).isAllowed();
    assertThat(decideAfter(Duration.ofMinutes(61)))
        .isDenied("counts as Unknown", FakeCluster.NOW.toString(), "(60m)");
  }

  @Test
  void policySaysForHowLongVerdictsHoldWithoutTheOperator() {
    cluster.policy().getSpec().requirements = new PolicyRequirements();
    cluster.policy().getSpec().requirements.staleAfter = "3h";
    assertThat(decideAfter(Duration.ofHours(3))).isAllowed();

    cluster.policy().getSpec().requirements.staleAfter = "soon";
    assertThat(decideAfter(Duration.ofMinutes(6))).isDenied("(5m)");
  }

  @Test
  void signOfLifeFromTheFutureOrUnreadableIsNone() {
    assertThat(decideAfter(Duration.ofHours(-2))).isDenied("counts as Unknown");
    cluster.policy().getStatus().checkedAt = "today";
    assertThat(decide()).isDenied("counts as Unknown");
  }
}
