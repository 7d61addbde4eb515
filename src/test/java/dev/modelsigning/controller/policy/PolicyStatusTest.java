// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static dev.modelsigning.controller.StatusAssert.assertConditions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.GateStatus;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.webhookscope.PolicyStanding;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyStatusTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static final ConditionType[] ALL = {
    ConditionType.Ready, ConditionType.InForce, ConditionType.Reconciling, ConditionType.Stalled
  };

  private static final PolicyStanding IN_FORCE =
      new PolicyStanding(true, Reason.EntryInstalled, "entry e");

  private static ClusterModelTrustPolicy policy() {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName("p").withGeneration(2L).build());
    return policy;
  }

  @Test
  void policyWhoseAuthoritiesCanBeUsedIsReady() {
    var status =
        PolicyStatus.of(
            new CompiledPolicy.Usable(policy(), List.of()), IN_FORCE, Optional.empty(), true, NOW);

    assertThat(status.observedGeneration).isEqualTo(2L);
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.TRUE, Reason.AuthoritiesRead)
        .has(ConditionType.Stalled, Value.FALSE);
  }

  @Test
  void brokenPolicyIsStalledAndSaysWhy() {
    var broken = new CompiledPolicy.Broken(policy(), Reason.SecretNotFound, "create it");

    assertConditions(PolicyStatus.of(broken, IN_FORCE, Optional.empty(), true, NOW).conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.FALSE, Reason.SecretNotFound)
        .has(ConditionType.Stalled, Value.TRUE, Reason.SecretNotFound);
  }

  @Test
  void policyThatCouldNotBeCheckedIsNotReady() {
    var policy = policy();
    policy.setStatus(
        PolicyStatus.of(
            new CompiledPolicy.Usable(policy, List.of()), IN_FORCE, Optional.empty(), true, NOW));

    assertConditions(PolicyStatus.notChecked(policy, NOW).conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.FALSE, Reason.CheckFailed)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.CheckFailed);
  }

  private static CompiledPolicy trusting(ClusterModelTrustPolicy policy) {
    String pem = TestPki.publicPem(TestPki.ecKey());
    policy.getSpec().authorities = CustomResources.authorities(pem);
    return PolicyCompiler.compile(policy, GivenMaterial.none());
  }

  @Test
  void digestsArePublishedWithTheFingerprintsOfTheirEntries() {
    var policy = policy();
    var compiled = trusting(policy);

    assertThat(PolicyStatus.of(compiled, IN_FORCE, Optional.empty(), true, NOW).authorities)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.name).isEqualTo("key-0");
              assertThat(entry.digest).isEqualTo(digestOf(compiled));
              assertThat(entry.fingerprint)
                  .isEqualTo(EntryFingerprint.of(policy.getSpec().authorities.getFirst()));
            });
  }

  private static String digestOf(CompiledPolicy compiled) {
    return ((CompiledPolicy.Usable) compiled).authorities().getFirst().digest();
  }

  @Test
  void brokenPolicyPublishesNothing() {
    var broken = new CompiledPolicy.Broken(policy(), Reason.SecretNotFound, "create it");

    assertThat(PolicyStatus.of(broken, IN_FORCE, Optional.empty(), true, NOW).authorities)
        .isEmpty();
  }

  @Test
  void policyThatCouldNotBeCheckedKeepsWhatWasPublishedForItsOwnGeneration() {
    var policy = policy();
    var before = PolicyStatus.of(trusting(policy), IN_FORCE, Optional.empty(), true, NOW);
    before.gate = new GateStatus();
    policy.setStatus(before);
    policy.getMetadata().setGeneration(3L);

    var status = PolicyStatus.notChecked(policy, NOW.plusSeconds(3600));

    assertThat(status.authorities).isEqualTo(before.authorities);
    assertThat(status.gate).isSameAs(before.gate);
    assertThat(status.observedGeneration).isEqualTo(2L);
    assertThat(status.checkedAt).isEqualTo(NOW.toString());
  }

  @Test
  void signOfLifeIsRenewedWhenItIsDueAndNotBefore() {
    var policy = policy();
    var compiled = new CompiledPolicy.Usable(policy, List.of());
    policy.setStatus(PolicyStatus.of(compiled, IN_FORCE, Optional.empty(), true, NOW));

    var early = PolicyStatus.of(compiled, IN_FORCE, Optional.empty(), true, NOW.plusSeconds(899));
    assertThat(PolicyStatus.same(policy.getStatus(), early)).isTrue();
    assertThat(
            PolicyStatus.of(compiled, IN_FORCE, Optional.empty(), true, NOW.plusSeconds(900))
                .checkedAt)
        .isEqualTo(NOW.plusSeconds(900).toString());
  }

  @Test
  void operatorThatDoesNotSeeEverythingGivesNoSignOfLife() {
    var policy = policy();
    var compiled = new CompiledPolicy.Usable(policy, List.of());
    assertThat(PolicyStatus.of(compiled, IN_FORCE, Optional.empty(), false, NOW).checkedAt)
        .isNull();
    policy.setStatus(PolicyStatus.of(compiled, IN_FORCE, Optional.empty(), true, NOW));

    assertThat(
            PolicyStatus.of(compiled, IN_FORCE, Optional.empty(), false, NOW.plusSeconds(3600))
                .checkedAt)
        .isEqualTo(NOW.toString());
  }

  @Test
  void policyWithoutAnEntryIsNotInForce() {
    var missing = new PolicyStanding(false, Reason.NoRoom, "full");

    assertConditions(
            PolicyStatus.of(
                    new CompiledPolicy.Usable(policy(), List.of()),
                    missing,
                    Optional.empty(),
                    true,
                    NOW)
                .conditions)
        .has(ConditionType.Ready, Value.TRUE, Reason.AuthoritiesRead)
        .has(ConditionType.InForce, Value.FALSE, Reason.NoRoom);
  }

  @Test
  void impactOfTheLastSurveyStaysUntilTheNextOne() {
    var impact = new ImpactStatus();
    impact.refusedPods = 2;
    var policy = policy();
    policy.setStatus(
        PolicyStatus.of(
            new CompiledPolicy.Usable(policy, List.of()),
            IN_FORCE,
            Optional.of(impact),
            true,
            NOW));

    var later =
        PolicyStatus.of(
            new CompiledPolicy.Usable(policy, List.of()), IN_FORCE, Optional.empty(), true, NOW);

    assertThat(later.impact).isEqualTo(impact);
    assertThat(PolicyStatus.same(policy.getStatus(), later)).isTrue();
    impact.refusedPods = 3;
    var changed = new ImpactStatus();
    changed.refusedPods = 2;
    later.impact = changed;
    assertThat(PolicyStatus.same(policy.getStatus(), later)).isFalse();
  }

  @Test
  void sameStatusIsRecognised() {
    var status =
        PolicyStatus.of(
            new CompiledPolicy.Usable(policy(), List.of()), IN_FORCE, Optional.empty(), true, NOW);
    var policy = policy();
    policy.setStatus(status);

    assertThat(
            PolicyStatus.same(
                status,
                PolicyStatus.of(
                    new CompiledPolicy.Usable(policy, List.of()),
                    IN_FORCE,
                    Optional.empty(),
                    true,
                    NOW.plusSeconds(60))))
        .isTrue();
    assertThat(PolicyStatus.same(null, status)).isFalse();
  }

  private static ImpactStatus surveyed(String time, int refused) {
    var impact = new ImpactStatus();
    impact.surveyedAt = time;
    impact.refusedPods = refused;
    return impact;
  }

  @Test
  void timeOfASurveyThatFoundNothingNewIsWrittenWithTheSignOfLifeOnly() {
    var policy = policy();
    var compiled = new CompiledPolicy.Usable(policy, List.of());
    policy.setStatus(
        PolicyStatus.of(compiled, IN_FORCE, Optional.of(surveyed("one", 1)), true, NOW));
    assertThat(policy.getStatus().impact.surveyedAt).isEqualTo("one");

    Instant soon = NOW.plusSeconds(60);
    var same = PolicyStatus.of(compiled, IN_FORCE, Optional.of(surveyed("two", 1)), true, soon);
    assertThat(PolicyStatus.same(policy.getStatus(), same)).isTrue();
    var other = PolicyStatus.of(compiled, IN_FORCE, Optional.of(surveyed("two", 2)), true, soon);
    assertThat(other.impact.surveyedAt).isEqualTo("two");
    var later =
        PolicyStatus.of(
            compiled, IN_FORCE, Optional.of(surveyed("two", 1)), true, NOW.plusSeconds(3600));
    assertThat(later.impact.surveyedAt).isEqualTo("two");
  }
}
