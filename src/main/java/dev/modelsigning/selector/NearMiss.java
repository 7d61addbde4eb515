// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Labels that are almost what a selector wants: what people mistype, or write in another case. It
 * decides nothing.
 */
public final class NearMiss {
  /** Letters that may be wrong, missing or too many. */
  private static final int DISTANCE = 2;

  /** Shorter words are near to nearly everything. */
  private static final int SHORTEST = 4;

  /** Labels of one namespace that are compared. */
  private static final int LABELS = 64;

  /** The label that the API server gives every namespace. */
  private static final String NAME = "kubernetes.io/metadata.name";

  private static final Pattern SEPARATORS = Pattern.compile("[-_./]");
  private static final Pattern LETTERS = Pattern.compile("[a-z]+");

  /** Letters of a word in which one may be wrong. */
  private static final int LONG = 6;

  /**
   * A label that a selector wants.
   *
   * @param value absent where any value will do
   */
  public record Wanted(String key, @Nullable String value) {
    private boolean is(Map.Entry<String, String> label) {
      return key.equals(label.getKey()) && (value == null || value.equals(label.getValue()));
    }
  }

  private NearMiss() {}

  /**
   * The first label that is almost a wanted one, as {@code key=value}: for selectors that select
   * nothing, where a wrong guess accuses nobody.
   */
  public static Optional<String> of(@Nullable LabelSelector selector, Map<String, String> labels) {
    List<Wanted> wanted = wanted(selector);
    return first(labels, label -> wanted.stream().anyMatch(want -> isAlmost(label, want)));
  }

  /**
   * The first label that is a wanted one but for an error of typing, as {@code key=value}, if the
   * selector selects the labels with it corrected. Such errors are another case, other separators,
   * one letter of a word of at least six, or two letters exchanged: {@code team-a} is not {@code
   * team-b} mistyped, nor {@code zone1} a {@code zone2}, and the names of namespaces are what they
   * are.
   *
   * @param wantedByAny labels that somebody wants as they are, which are no errors
   */
  public static Optional<String> mistyped(
      @Nullable LabelSelector selector, Map<String, String> labels, Set<Wanted> wantedByAny) {
    List<Wanted> wanted = wanted(selector);
    return first(
        labels,
        label ->
            !label.getKey().equals(NAME)
                && wantedByAny.stream().noneMatch(other -> other.is(label))
                && wanted.stream()
                    .filter(want -> !want.is(label) && isMistyped(label, want))
                    .anyMatch(want -> isSelected(selector, labels, label, want)));
  }

  private static Optional<String> first(
      Map<String, String> labels, Predicate<Map.Entry<String, String>> isNear) {
    return labels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(LABELS)
        .filter(isNear)
        .map(label -> Printable.of(label.getKey() + "=" + label.getValue()))
        .findFirst();
  }

  private static boolean isSelected(
      @Nullable LabelSelector selector,
      Map<String, String> labels,
      Map.Entry<String, String> mistyped,
      Wanted meant) {
    Map<String, String> corrected = new HashMap<>(labels);
    corrected.remove(mistyped.getKey());
    corrected.put(meant.key(), Objects.requireNonNullElse(meant.value(), mistyped.getValue()));
    return LabelSelection.of(selector, corrected) instanceof Selection.Selected;
  }

  /** The labels that a selector wants. */
  public static List<Wanted> wanted(@Nullable LabelSelector selector) {
    List<Wanted> wanted = new ArrayList<>();
    if (selector != null && selector.getMatchLabels() != null) {
      selector.getMatchLabels().forEach((key, value) -> wanted.add(new Wanted(key, value)));
    }
    if (selector != null && selector.getMatchExpressions() != null) {
      selector.getMatchExpressions().forEach(expression -> wanted.addAll(wanted(expression)));
    }
    return List.copyOf(wanted);
  }

  private static List<Wanted> wanted(LabelSelectorRequirement expression) {
    return switch (expression.getOperator()) {
      case "In" ->
          expression.getValues().stream()
              .map(value -> new Wanted(expression.getKey(), value))
              .toList();
      case "Exists" -> List.of(new Wanted(expression.getKey(), null));
      case null, default -> List.of();
    };
  }

  private static boolean isAlmost(Map.Entry<String, String> label, Wanted wanted) {
    return !wanted.is(label)
        && isNear(label.getKey(), wanted.key())
        && (wanted.value() == null || isNear(label.getValue(), wanted.value()));
  }

  private static boolean isNear(String one, String other) {
    String left = one.toLowerCase(Locale.ROOT);
    String right = other.toLowerCase(Locale.ROOT);
    return left.equals(right)
        || (Math.min(left.length(), right.length()) >= SHORTEST
            && Math.abs(left.length() - right.length()) <= DISTANCE
            && distance(left, right) <= DISTANCE);
  }

  private static boolean isMistyped(Map.Entry<String, String> label, Wanted wanted) {
    return isMistyped(label.getKey(), wanted.key())
        && (wanted.value() == null || isMistyped(label.getValue(), wanted.value()));
  }

  /** Or the same. */
  private static boolean isMistyped(String one, String other) {
    List<String> left = words(one);
    List<String> right = words(other);
    if (left.size() != right.size()) {
      // Digits stand for themselves: v1.1 is not v11.
      return Math.min(left.size(), right.size()) == 1
          && LETTERS.matcher(String.join("", left)).matches()
          && String.join("", left).equals(String.join("", right));
    }
    List<Integer> different =
        IntStream.range(0, left.size())
            .filter(word -> !left.get(word).equals(right.get(word)))
            .boxed()
            .toList();
    return different.isEmpty()
        || (different.size() == 1
            && isSlip(left.get(different.getFirst()), right.get(different.getFirst())));
  }

  private static List<String> words(String text) {
    return List.of(SEPARATORS.split(text.toLowerCase(Locale.ROOT), -1));
  }

  /** One letter wrong, missing or too many in a long word, or two exchanged. */
  private static boolean isSlip(String one, String other) {
    int longer = Math.max(one.length(), other.length());
    return LETTERS.matcher(one).matches()
        && LETTERS.matcher(other).matches()
        && Math.abs(one.length() - other.length()) <= 1
        && ((longer >= LONG && distance(one, other) == 1)
            || (longer >= SHORTEST && isExchange(one, other)));
  }

  private static boolean isExchange(String one, String other) {
    int at = Arrays.mismatch(one.toCharArray(), other.toCharArray());
    return at >= 0
        && one.length() == other.length()
        && at + 1 < one.length()
        && one.charAt(at) == other.charAt(at + 1)
        && one.charAt(at + 1) == other.charAt(at)
        && one.substring(at + 2).equals(other.substring(at + 2));
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
