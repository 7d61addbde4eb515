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
import io.fabric8.kubernetes.api.model.LabelSelector;
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
        || (!Objects.equals(impact.namespaces, 0) && impact.nearMisses == null)) {
      conditions.without(ConditionType.NamespacesSelected);
      return;
    }
    if (!Objects.equals(impact.namespaces, 0)) {
      conditions.with(
          ConditionType.NamespacesSelected,
          Value.TRUE,
          Reason.LabelsLookMistyped,
          "Namespaces selected: %d. Not selected, and labelled as if by a typing error: %s; hint: correct the labels if pods in these namespaces should be judged"
              .formatted(impact.namespaces, String.join(", ", impact.nearMisses)));
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
        fault("claimSelector", rules.claimSelector)
            .or(
                () ->
                    Optional.ofNullable(rules.images)
                        .flatMap(
                            images -> fault("images.workloadSelector", images.workloadSelector)));
    if (fault.isPresent()) {
      conditions.with(ConditionType.Discovered, Value.FALSE, Reason.SelectorInvalid, fault.get());
      return;
    }
    discoveries.of(policy.getMetadata().getName()).ifPresent(report -> report(conditions, report));
  }

  private static Optional<String> fault(String field, @Nullable LabelSelector selector) {
    return Optional.ofNullable(selector)
        .flatMap(LabelSelection::fault)
        .map(
            found ->
                "spec.discovery.%s cannot be evaluated, so nothing is discovered: %s"
                    .formatted(field, found));
  }

  static void report(StatusConditions conditions, DiscoveryReports.Report report) {
    Optional<DiscoveryReports.Images> images = report.images();
    int leftOut = report.leftOut() + images.map(DiscoveryReports.Images::leftOut).orElse(0);
    int refused = report.refused() + images.map(DiscoveryReports.Images::refused).orElse(0);
    Reason reason =
        leftOut > 0
            ? Reason.TooManyDiscovered
            : refused > 0 ? Reason.DiscoveryRefused : Reason.AllDiscovered;
    conditions.with(
        ConditionType.Discovered,
        Value.of(reason.isGood()),
        reason,
        numbers("claims", report.made(), report.leftOut(), report.refused())
            + images.map(PolicyNotes::imageText).orElse("")
            + (leftOut == 0
                ? ""
                : "; hint: narrow what spec.discovery selects: a namespace gets at most 64 of each,"
                    + " the cluster 5000"));
  }

  private static String numbers(String what, int made, int leftOut, int refused) {
    return "%d selected %s have a ModelSignature made by the operator".formatted(made, what)
        + (leftOut == 0 ? "" : ", %d were left out".formatted(leftOut))
        + (refused == 0
            ? ""
            : ", for %d the API server refuses one, or its name is taken".formatted(refused));
  }

  /** An image by a tag is nothing that can be verified, and no fault of the policy. */
  private static String imageText(DiscoveryReports.Images images) {
    return "; "
        + numbers("images", images.made(), images.leftOut(), images.refused())
        + (images.tagged() == 0
            ? ""
            : "; workloads name %d by a tag, which nothing is made for: %s; hint: name them by @sha256:"
                .formatted(images.tagged(), String.join(", ", images.examples())));
  }
}
