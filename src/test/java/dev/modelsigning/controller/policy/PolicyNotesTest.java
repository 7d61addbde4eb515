// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DiscoveryRules;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.discovery.DiscoveryReports;
import dev.modelsigning.controller.exemption.ExemptionEnds;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Conditions of a policy that decide nothing. */
class PolicyNotesTest {
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private final PolicyNotes notes =
      new PolicyNotes(new DiscoveryReports(), new ExemptionEnds(new SimpleMeterRegistry()));
  private final ClusterModelTrustPolicy policy = CustomResources.policy("production");

  private @Nullable ImpactStatus impact;

  @Test
  void policyThatSelectsNothingSaysSoAndWhatIsAlmostSelected() {
    impact = new ImpactStatus();
    impact.observedGeneration = policy.getMetadata().getGeneration();
    impact.namespaces = 0;
    assertThat(noted(List.of()).getFirst().getReason()).isEqualTo("SelectsNothing");

    impact.nearMisses = List.of("team-b: model=production");
    Condition told = noted(List.of()).getFirst();
    assertThat(told.getType()).isEqualTo("NamespacesSelected");
    assertThat(told.getStatus()).isEqualTo("False");
    assertThat(told.getMessage()).contains("almost selected is team-b: model=production");

    impact.namespaces = 1;
    Condition beside = noted(List.of(told)).getFirst();
    assertThat(beside.getStatus()).isEqualTo("True");
    assertThat(beside.getReason()).isEqualTo("LabelsLookMistyped");
    assertThat(beside.getMessage()).contains("Namespaces selected: 1.", "team-b: model=production");

    impact.nearMisses = null;
    assertThat(noted(List.of(beside))).isEmpty();
  }

  private List<Condition> noted(List<Condition> stored) {
    return notes
        .added(StatusConditions.of(stored, policy, NOW), policy, impact, Set.of("production"), NOW)
        .list();
  }

  private Condition reported(int made, int leftOut, int refused) {
    var conditions = StatusConditions.of(List.of(), policy, NOW);
    PolicyNotes.report(conditions, new DiscoveryReports.Report(made, leftOut, refused));
    return conditions.list().getFirst();
  }

  @Test
  void claimsWithoutAModelSignatureAreTold() {
    assertThat(reported(2, 0, 0).getReason()).isEqualTo("AllDiscovered");
    assertThat(reported(0, 0, 2).getStatus()).isEqualTo("False");
    assertThat(reported(0, 0, 2).getReason()).isEqualTo("DiscoveryRefused");
    assertThat(reported(64, 3, 1).getReason()).isEqualTo("TooManyDiscovered");
    assertThat(reported(64, 3, 1).getMessage()).contains("3 were left out", "for 1 ");
  }

  @Test
  void imagesAreToldBesideClaimsAndTagsAreNoFault() {
    var conditions = StatusConditions.of(List.of(), policy, NOW);
    var images = new DiscoveryReports.Images(3, 0, 0, 2, List.of("team-a/Pod a: r/m:1"));
    PolicyNotes.report(conditions, new DiscoveryReports.Report(0, 0, 0, Optional.of(images)));
    Condition told = conditions.list().getFirst();
    assertThat(told.getReason()).isEqualTo("AllDiscovered");
    assertThat(told.getMessage())
        .contains("3 selected images", "name 2 by a tag", "team-a/Pod a: r/m:1", "@sha256:");

    images = new DiscoveryReports.Images(64, 2, 0, 0, List.of());
    PolicyNotes.report(conditions, new DiscoveryReports.Report(0, 0, 0, Optional.of(images)));
    assertThat(conditions.list().getFirst().getReason()).isEqualTo("TooManyDiscovered");
  }

  private void discover(String operator) {
    policy.getSpec().discovery = new DiscoveryRules();
    policy.getSpec().discovery.claimSelector =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("holds")
            .withOperator(operator)
            .endMatchExpression()
            .build();
  }

  @Test
  void policyWithoutDiscoveryAndExemptionsHasNone() {
    assertThat(noted(List.of())).isEmpty();
  }

  @Test
  void beforeTheFirstPassNothingIsSaidOfDiscovery() {
    discover("Exists");
    assertThat(noted(List.of())).isEmpty();
  }

  @Test
  void selectorThatCannotBeEvaluatedIsToldAndGoesWithTheField() {
    discover("Anything");
    List<Condition> told = noted(List.of());
    assertThat(told)
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getType()).isEqualTo("Discovered");
              assertThat(condition.getReason()).isEqualTo("SelectorInvalid");
            });
    policy.getSpec().discovery = null;
    assertThat(noted(told)).isEmpty();
  }

  @Test
  void exemptionThatHasEndedIsToldUntilItIsRemoved() {
    var exemption = new PolicyExemption();
    exemption.name = "nightly";
    exemption.expires = "2026-11-28T10:00:00Z";
    policy.getSpec().exemptions = List.of(exemption);
    List<Condition> told = noted(List.of());
    assertThat(told)
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getType()).isEqualTo("ExemptionsCurrent");
              assertThat(condition.getStatus()).isEqualTo("False");
              assertThat(condition.getMessage()).contains("nightly");
            });
    policy.getSpec().exemptions = List.of();
    assertThat(noted(told)).isEmpty();
  }
}
