// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes label selection: all of matchLabels and all of matchExpressions; empty selects all.
 */
final class NamespaceSelection {
  private NamespaceSelection() {}

  /** Whether the labels are selected. An absent selector selects nothing. */
  static boolean selects(@Nullable LabelSelector selector, Map<String, String> labels) {
    if (selector == null) {
      return false;
    }
    boolean exact =
        selector.getMatchLabels() == null
            || selector.getMatchLabels().entrySet().stream()
                .allMatch(e -> Objects.equals(labels.get(e.getKey()), e.getValue()));
    return exact
        && (selector.getMatchExpressions() == null
            || selector.getMatchExpressions().stream().allMatch(r -> holds(r, labels)));
  }

  /**
   * An operator we do not know selects: who is covered by mistake finds out, who is not does not.
   */
  private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
    String value = labels.get(requirement.getKey());
    List<String> values = Objects.requireNonNullElse(requirement.getValues(), List.of());
    return switch (requirement.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> true;
    };
  }
}
