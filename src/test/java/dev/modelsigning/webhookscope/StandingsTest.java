// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static dev.modelsigning.webhookscope.Entries.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private static final ClusterModelTrustPolicy POLICY = policy("p", PolicyMode.Enforce, "1");

  private static PolicyStanding standing(
      ClusterModelTrustPolicy policy, List<ValidatingWebhook> installed) {
    return standing(
        policy,
        Optional.of(new ValidatingWebhookConfigurationBuilder().withWebhooks(installed).build()),
        List.of(policy));
  }

  private static PolicyStanding standing(
      ClusterModelTrustPolicy policy,
      Optional<ValidatingWebhookConfiguration> installed,
      List<ClusterModelTrustPolicy> all) {
    return new Standings(Entries.planner()).of(policy, installed, () -> all);
  }

  private static List<ValidatingWebhook> trusted(ClusterModelTrustPolicy policy) {
    return Entries.of(policy).stream().map(Entries::trusting).toList();
  }

  @Test
  void policyWithItsEntryIsInForce() {
    PolicyStanding standing = standing(POLICY, trusted(POLICY));
    assertThat(standing.inForce()).isTrue();
    assertThat(standing.reason()).isEqualTo(Reason.EntryInstalled);
    assertThat(standing.message()).contains("p.enforce-");
  }

  @Test
  void policyWithoutItsEntryWaitsForIt() {
    assertThat(standing(POLICY, List.of()).reason()).isEqualTo(Reason.EntryPending);
  }

  @Test
  void entryWithAnotherSelectorOrStrictnessOrWithoutTrustDoesNotCount() {
    assertThat(standing(POLICY, trusted(policy("p", PolicyMode.Enforce, "2"))).inForce()).isFalse();
    assertThat(standing(POLICY, trusted(policy("p", PolicyMode.Audit, "1"))).inForce()).isFalse();
    assertThat(standing(POLICY, trusted(policy("q", PolicyMode.Enforce, "1"))).inForce()).isFalse();
    assertThat(standing(POLICY, Entries.of(POLICY)).inForce()).isFalse();
  }

  @Test
  void missingConfigurationIsTold() {
    PolicyStanding standing = standing(POLICY, Optional.empty(), List.of(POLICY));
    assertThat(standing.inForce()).isFalse();
    assertThat(standing.reason()).isEqualTo(Reason.ConfigurationMissing);
    assertThat(standing.message()).contains("model-signature-webhook does not exist", "hint:");
  }

  @Test
  void selectorThatNoNamespaceCanMatchIsTold() {
    assertThat(standing(policy("p", PolicyMode.Enforce, "has space"), List.of()).reason())
        .isEqualTo(Reason.SelectorInvalid);
  }

  @Test
  void fullConfigurationIsTold() {
    List<ClusterModelTrustPolicy> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(policy("a" + i, PolicyMode.Enforce, "v" + i));
    }
    ClusterModelTrustPolicy last = policy("z", PolicyMode.Enforce, "z");
    all.add(last);
    PolicyStanding standing =
        standing(last, Optional.of(new ValidatingWebhookConfiguration()), all);
    assertThat(standing.inForce()).isFalse();
    assertThat(standing.reason()).isEqualTo(Reason.NoRoom);
    assertThat(standing.message()).contains("full", "hint:");
  }
}
