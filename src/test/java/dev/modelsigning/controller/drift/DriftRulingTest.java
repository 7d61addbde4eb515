// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which policies have a say about a drifted model, and which one decides. */
class DriftRulingTest {
  private final ModelSignature signature = Drifted.signature();

  private Optional<DriftRuling> ruling(ClusterModelTrustPolicy... policies) {
    return DriftRuling.of(signature, List.of(policies), Drifted.LABELS);
  }

  @ParameterizedTest
  @EnumSource(DriftResponse.class)
  void thePolicyThatRejectsDecides(DriftResponse response) {
    assertThat(ruling(Drifted.policy(response)))
        .contains(new DriftRuling(response, Drifted.NAMESPACE));
  }

  @Test
  void absentFieldBlocksNewPodsOnly() {
    ClusterModelTrustPolicy policy = Drifted.policy(DriftResponse.Evict);
    policy.getSpec().requirements.onDrift = null;
    assertThat(ruling(policy)).get().matches(ruling -> !ruling.includes(DriftResponse.Alert));

    policy.getSpec().requirements = null;
    assertThat(ruling(policy)).get().matches(ruling -> !ruling.includes(DriftResponse.Alert));
  }

  @Test
  void theStrictestWinsAndIncludesTheOthers() {
    signature.getStatus().policies =
        List.of(
            Drifted.verdictOf("a", VerdictState.Rejected, Reason.ContentMismatch),
            Drifted.verdictOf("b", VerdictState.Rejected, Reason.ContentMismatch),
            Drifted.verdictOf("c", VerdictState.Rejected, Reason.ContentMismatch));

    assertThat(
            ruling(
                Drifted.policy("a", DriftResponse.Alert),
                Drifted.policy("b", DriftResponse.Evict),
                Drifted.policy("c", DriftResponse.BlockNew)))
        .contains(new DriftRuling(DriftResponse.Evict, "b"))
        .get()
        .matches(ruling -> ruling.includes(DriftResponse.Alert));
  }

  @ParameterizedTest
  @EnumSource(value = PolicyMode.class, names = "Enforce", mode = Mode.EXCLUDE)
  void policyThatRefusesNoPodHasNoSay(PolicyMode mode) {
    ClusterModelTrustPolicy policy = Drifted.policy(DriftResponse.Evict);
    policy.getSpec().mode = mode;

    assertThat(ruling(policy)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = VerdictState.class, names = "Rejected", mode = Mode.EXCLUDE)
  void policyThatDoesNotRejectNowHasNoSay(VerdictState verdict) {
    signature.getStatus().policies =
        List.of(Drifted.verdictOf(Drifted.NAMESPACE, verdict, Reason.WriterAppeared));

    assertThat(ruling(Drifted.policy(DriftResponse.Evict))).isEmpty();
  }

  @Test
  void anotherPolicyOfTheSameNameHasNoSay() {
    ClusterModelTrustPolicy policy = Drifted.policy(DriftResponse.Evict);
    policy.getMetadata().setUid("another");

    assertThat(ruling(policy)).isEmpty();
  }

  @Test
  void policyThatDoesNotSelectTheNamespaceAnyMoreHasNoSay() {
    ClusterModelTrustPolicy policy = Drifted.policy(DriftResponse.Evict);
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder().addToMatchLabels("of", "others").build();

    assertThat(ruling(policy)).isEmpty();
  }

  @Test
  void selectorThatCannotBeEvaluatedEndsNobodysPods() {
    ClusterModelTrustPolicy policy = Drifted.policy(DriftResponse.Evict);
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("of")
            .withOperator("Resembles")
            .endMatchExpression()
            .build();

    assertThat(ruling(policy)).isEmpty();
  }

  @Test
  void statusAboutAnEarlierGenerationRejectsNothing() {
    signature.getMetadata().setGeneration(4L);

    assertThat(ruling(Drifted.policy(DriftResponse.Evict))).isEmpty();
  }
}
