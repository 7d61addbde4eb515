// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
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
  private static final Pattern WORD = Pattern.compile("[a-z]{6,}");

  private record Wanted(String key, String value) {}

  private NearMiss() {}

  /**
   * The first label that is almost a wanted one, as {@code key=value}: for selectors that select
   * nothing, where a wrong guess accuses nobody.
   */
  public static Optional<String> of(@Nullable LabelSelector selector, Map<String, String> labels) {
    return first(selector, labels, NearMiss::isAlmost);
  }

  /**
   * The first label that is a wanted one but for an error of typing, as {@code key=value}: another
   * case, other separators, or one letter of a long word. {@code team-a} is not {@code team-b}
   * mistyped, nor {@code zone1} a {@code zone2}, and the names of namespaces are what they are.
   */
  public static Optional<String> mistyped(
      @Nullable LabelSelector selector, Map<String, String> labels) {
    return first(selector, labels, NearMiss::isMistyped);
  }

  private static Optional<String> first(
      @Nullable LabelSelector selector,
      Map<String, String> labels,
      BiPredicate<Map.Entry<String, String>, Wanted> isNear) {
    List<Wanted> wanted = wanted(selector);
    return labels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(LABELS)
        .filter(label -> wanted.stream().anyMatch(want -> isNear.test(label, want)))
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

  private static boolean isMistyped(Map.Entry<String, String> label, Wanted wanted) {
    boolean sameKey = label.getKey().equals(wanted.key());
    boolean sameValue = label.getValue().equals(wanted.value());
    return !(sameKey && sameValue)
        && !label.getKey().equals(NAME)
        && (sameKey || isMistyped(label.getKey(), wanted.key()))
        && (sameValue || isMistyped(label.getValue(), wanted.value()));
  }

  private static boolean isMistyped(String one, String other) {
    String[] left = SEPARATORS.split(one.toLowerCase(Locale.ROOT), -1);
    String[] right = SEPARATORS.split(other.toLowerCase(Locale.ROOT), -1);
    if (String.join("", left).equals(String.join("", right))) {
      return true;
    }
    int[] different =
        IntStream.range(0, Math.min(left.length, right.length))
            .filter(word -> !left[word].equals(right[word]))
            .toArray();
    return left.length == right.length
        && different.length == 1
        && isSlip(left[different[0]], right[different[0]]);
  }

  /** One letter wrong, missing, too many, or two exchanged, in a long word without digits. */
  private static boolean isSlip(String one, String other) {
    return WORD.matcher(one).matches()
        && WORD.matcher(other).matches()
        && Math.abs(one.length() - other.length()) <= 1
        && (distance(one, other) == 1 || isExchange(one, other));
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
