// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.controller.discovery.DiscoveryReports;
import dev.modelsigning.controller.exemption.ExemptionEnds;
import dev.modelsigning.selector.LabelSelection;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a policy that decide nothing about pods: that it selects nothing, what
 * discovery did, and which exemptions end. A policy without the field has no such condition.
 */
record PolicyNotes(DiscoveryReports discoveries, ExemptionEnds exemptions) {
  StatusConditions added(
      StatusConditions conditions,
      ClusterModelTrustPolicy policy,
      @Nullable ImpactStatus impact,
      Set<String> policies,
      Instant now) {
    selection(conditions, policy, impact);
    discovery(conditions, policy);
    Optional<ExemptionEnds.Finding> ends = exemptions.of(policy, policies, now);
    ends.ifPresentOrElse(
        finding ->
            conditions.with(
                ConditionType.ExemptionsCurrent,
                Value.of(finding.reason().isGood()),
                finding.reason(),
                finding.message()),
        () -> conditions.without(ConditionType.ExemptionsCurrent));
    return conditions;
  }

  /** By the last survey of this specification; until there is one, nothing is said. */
  private static void selection(
      StatusConditions conditions, ClusterModelTrustPolicy policy, @Nullable ImpactStatus impact) {
    if (impact == null
        || !Objects.equals(impact.observedGeneration, policy.getMetadata().getGeneration())
        || !Objects.equals(impact.namespaces, 0)) {
      conditions.without(ConditionType.NamespacesSelected);
      return;
    }
    String almost =
        impact.nearMisses == null
            ? "label the namespaces, or correct spec.match.namespaceSelector"
            : "almost selected is " + String.join(", ", impact.nearMisses);
    conditions.with(
        ConditionType.NamespacesSelected,
        Value.FALSE,
        Reason.SelectsNothing,
        "No namespace has the labels of spec.match.namespaceSelector, so this policy judges no pod;"
            + " hint: "
            + almost);
  }

  private void discovery(StatusConditions conditions, ClusterModelTrustPolicy policy) {
    var rules = policy.getSpec().discovery;
    if (rules == null) {
      conditions.without(ConditionType.Discovered);
      return;
    }
    Optional<String> fault =
        rules.claimSelector == null
            ? Optional.of("it is empty")
            : LabelSelection.fault(rules.claimSelector);
    if (fault.isPresent()) {
      conditions.with(
          ConditionType.Discovered,
          Value.FALSE,
          Reason.SelectorInvalid,
          "spec.discovery.claimSelector cannot be evaluated, so nothing is discovered: "
              + fault.get());
      return;
    }
    discoveries.of(policy.getMetadata().getName()).ifPresent(report -> report(conditions, report));
  }

  static void report(StatusConditions conditions, DiscoveryReports.Report report) {
    String refused =
        report.refused() == 0
            ? ""
            : "; for %d the API server refuses one, or its name is taken"
                .formatted(report.refused());
    if (report.leftOut() > 0) {
      conditions.with(
          ConditionType.Discovered,
          Value.FALSE,
          Reason.TooManyClaims,
          "%d selected claims have a ModelSignature made by the operator, %d were left out: a namespace gets at most 64, the cluster 5000; hint: narrow spec.discovery.claimSelector%s"
              .formatted(report.made(), report.leftOut(), refused));
    } else {
      conditions.with(
          ConditionType.Discovered,
          Value.of(report.refused() == 0),
          report.refused() == 0 ? Reason.ClaimsDiscovered : Reason.ClaimsRefused,
          "%d selected claims have a ModelSignature made by the operator%s"
              .formatted(report.made(), refused));
    }
  }
}
