// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import dev.modelsigning.selector.Selection.CannotTell;
import dev.modelsigning.selector.Selection.NotSelected;
import dev.modelsigning.selector.Selection.Selected;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates label selectors as Kubernetes does: all of matchLabels and all of matchExpressions have
 * to hold, and an empty selector selects everything.
 */
public final class LabelSelection {
  private static final Selection SELECTED = new Selected();
  private static final Selection NOT_SELECTED = new NotSelected();

  private LabelSelection() {}

  /**
   * Evaluates a selector over the labels of one object.
   *
   * @param selector absent selects nothing
   */
  public static Selection of(@Nullable LabelSelector selector, Map<String, String> labels) {
    if (selector == null || !exactLabelsHold(selector, labels)) {
      return NOT_SELECTED;
    }
    if (selector.getMatchExpressions() == null || selector.getMatchExpressions().isEmpty()) {
      return SELECTED;
    }
    List<Selection> results =
        expressions(selector).map(requirement -> evaluate(requirement, labels)).toList();
    return first(results, NotSelected.class)
        .or(() -> first(results, CannotTell.class))
        .orElseGet(Selected::new);
  }

  /** What keeps a selector from being evaluated, in one line; empty when nothing does. */
  public static Optional<String> fault(LabelSelector selector) {
    return expressions(selector)
        .map(requirement -> evaluate(requirement, Map.of()))
        .flatMap(
            result -> result instanceof CannotTell(String reason) ? Stream.of(reason) : Stream.of())
        .findFirst();
  }

  /** A selector as {@code kubectl get -l} takes it, for people; empty for one without rules. */
  public static String described(LabelSelector selector) {
    Stream<String> exact =
        Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of())
            .entrySet()
            .stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .sorted();
    return Stream.concat(exact, expressions(selector).map(LabelSelection::described))
        .collect(Collectors.joining(","));
  }

  private static String described(LabelSelectorRequirement requirement) {
    String values =
        String.join(",", Objects.requireNonNullElse(requirement.getValues(), List.<String>of()));
    return switch (requirement.getOperator()) {
      case "In" -> requirement.getKey() + " in (" + values + ")";
      case "NotIn" -> requirement.getKey() + " notin (" + values + ")";
      case "DoesNotExist" -> "!" + requirement.getKey();
      case null, default -> requirement.getKey();
    };
  }

  private static boolean exactLabelsHold(LabelSelector selector, Map<String, String> labels) {
    Map<String, String> wanted = selector.getMatchLabels();
    if (wanted == null) {
      return true;
    }
    for (Map.Entry<String, String> label : wanted.entrySet()) {
      if (!Objects.equals(labels.get(label.getKey()), label.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static Stream<LabelSelectorRequirement> expressions(LabelSelector selector) {
    return Objects.requireNonNullElse(
        selector.getMatchExpressions(), List.<LabelSelectorRequirement>of())
        .stream();
  }

  private static Optional<Selection> first(
      List<Selection> results, Class<? extends Selection> kind) {
    return results.stream().filter(kind::isInstance).findFirst();
  }

  /** The rules of the API server for requirements; one that breaks them has no meaning. */
  private static Selection evaluate(
      LabelSelectorRequirement requirement, Map<String, String> labels) {
    List<String> values = Objects.requireNonNullElse(requirement.getValues(), List.of());
    String value = labels.get(requirement.getKey());
    return switch (requirement.getOperator()) {
      case "In" ->
          values.isEmpty()
              ? cannotTell(requirement, "has no values")
              : result(value != null && values.contains(value));
      case "NotIn" ->
          values.isEmpty()
              ? cannotTell(requirement, "has no values")
              : result(value == null || !values.contains(value));
      case "Exists" ->
          values.isEmpty() ? result(value != null) : cannotTell(requirement, "takes no values");
      case "DoesNotExist" ->
          values.isEmpty() ? result(value == null) : cannotTell(requirement, "takes no values");
      case null -> cannotTell(requirement, "is missing");
      case String unknown -> cannotTell(requirement, "is unknown");
    };
  }

  private static Selection result(boolean holds) {
    return holds ? new Selected() : new NotSelected();
  }

  private static Selection cannotTell(LabelSelectorRequirement requirement, String fault) {
    return new CannotTell(
        "operator %s of label %s %s"
            .formatted(requirement.getOperator(), requirement.getKey(), fault));
  }
}
