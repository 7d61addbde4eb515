// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Evaluates label selectors as Kubernetes does: all requirements hold; an empty one selects all.
 */
public final class NamespaceSelector {
  private NamespaceSelector() {}

  /**
   * Whether the selector selects something with these labels. An operator that is not known selects
   * nothing: the CRD refuses it, and an unknown rule must not widen a policy.
   */
  public static boolean selects(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> exact =
        Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of());
    return exact.entrySet().stream().allMatch(e -> e.getValue().equals(labels.get(e.getKey())))
        && selector.getMatchExpressions().stream().allMatch(r -> holds(r, labels));
  }

  private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
    String value = labels.get(requirement.getKey());
    List<String> values = requirement.getValues();
    return switch (requirement.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case String unknown -> false;
    };
  }
}
