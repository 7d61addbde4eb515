// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Labels that are almost what a selector wants: what people mistype, or write in another case. It
 * decides nothing.
 */
final class NearMiss {
  /** Letters that may be wrong, missing or too many. */
  private static final int DISTANCE = 2;

  /** Shorter words are near to nearly everything. */
  private static final int SHORTEST = 4;

  /** Labels of one namespace that are compared. */
  private static final int LABELS = 64;

  private record Wanted(String key, String value) {}

  private NearMiss() {}

  /** The first label that is almost a wanted one, as {@code key=value}. */
  static Optional<String> of(@Nullable PolicyMatch match, Map<String, String> labels) {
    List<Wanted> wanted = match == null ? List.of() : wanted(match.namespaceSelector);
    return labels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(LABELS)
        .filter(label -> wanted.stream().anyMatch(want -> isAlmost(label, want)))
        .map(label -> Printable.of(label.getKey() + "=" + label.getValue()))
        .findFirst();
  }

  private static List<Wanted> wanted(@Nullable LabelSelector selector) {
    List<Wanted> wanted = new ArrayList<>();
    if (selector != null && selector.getMatchLabels() != null) {
      selector.getMatchLabels().forEach((key, value) -> wanted.add(new Wanted(key, value)));
    }
    if (selector != null && selector.getMatchExpressions() != null) {
      selector.getMatchExpressions().stream()
          .filter(expression -> Objects.equals(expression.getOperator(), "In"))
          .forEach(
              expression ->
                  expression
                      .getValues()
                      .forEach(value -> wanted.add(new Wanted(expression.getKey(), value))));
    }
    return wanted;
  }

  private static boolean isAlmost(Map.Entry<String, String> label, Wanted wanted) {
    boolean sameKey = label.getKey().equals(wanted.key());
    boolean sameValue = label.getValue().equals(wanted.value());
    return !(sameKey && sameValue)
        && (sameKey || isNear(label.getKey(), wanted.key()))
        && (sameValue || isNear(label.getValue(), wanted.value()));
  }

  private static boolean isNear(String one, String other) {
    String left = one.toLowerCase(Locale.ROOT);
    String right = other.toLowerCase(Locale.ROOT);
    return left.equals(right)
        || (Math.min(left.length(), right.length()) >= SHORTEST
            && Math.abs(left.length() - right.length()) <= DISTANCE
            && distance(left, right) <= DISTANCE);
  }

  /** Insertions, deletions and exchanges of letters between two words. */
  private static int distance(String left, String right) {
    int[] above = new int[right.length() + 1];
    Arrays.setAll(above, column -> column);
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int exchange = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                above[column - 1] + exchange, 1 + Math.min(above[column], current[column - 1]));
      }
      above = current;
    }
    return above[right.length()];
  }
}
