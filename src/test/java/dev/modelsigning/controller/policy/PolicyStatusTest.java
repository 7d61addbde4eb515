// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static dev.modelsigning.controller.StatusAssert.assertConditions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.StatusConditions.Value;
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
            new CompiledPolicy.Usable(policy(), List.of()), IN_FORCE, Optional.empty(), NOW);

    assertThat(status.observedGeneration).isEqualTo(2L);
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.TRUE, Reason.AuthoritiesRead)
        .has(ConditionType.Stalled, Value.FALSE);
  }

  @Test
  void brokenPolicyIsStalledAndSaysWhy() {
    var broken = new CompiledPolicy.Broken(policy(), Reason.SecretNotFound, "create it");

    assertConditions(PolicyStatus.of(broken, IN_FORCE, Optional.empty(), NOW).conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.FALSE, Reason.SecretNotFound)
        .has(ConditionType.Stalled, Value.TRUE, Reason.SecretNotFound);
  }

  @Test
  void policyThatCouldNotBeCheckedIsNotReady() {
    var policy = policy();
    policy.setStatus(
        PolicyStatus.of(
            new CompiledPolicy.Usable(policy, List.of()), IN_FORCE, Optional.empty(), NOW));

    assertConditions(PolicyStatus.notChecked(policy, NOW).conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.FALSE, Reason.CheckFailed)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.CheckFailed);
  }

  @Test
  void policyWithoutAnEntryIsNotInForce() {
    var missing = new PolicyStanding(false, Reason.NoRoom, "full");

    assertConditions(
            PolicyStatus.of(
                    new CompiledPolicy.Usable(policy(), List.of()), missing, Optional.empty(), NOW)
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
            new CompiledPolicy.Usable(policy, List.of()), IN_FORCE, Optional.of(impact), NOW));

    var later =
        PolicyStatus.of(
            new CompiledPolicy.Usable(policy, List.of()), IN_FORCE, Optional.empty(), NOW);

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
            new CompiledPolicy.Usable(policy(), List.of()), IN_FORCE, Optional.empty(), NOW);
    var policy = policy();
    policy.setStatus(status);

    assertThat(
            PolicyStatus.same(
                status,
                PolicyStatus.of(
                    new CompiledPolicy.Usable(policy, List.of()),
                    IN_FORCE,
                    Optional.empty(),
                    NOW.plusSeconds(60))))
        .isTrue();
    assertThat(PolicyStatus.same(null, status)).isFalse();
  }
}
