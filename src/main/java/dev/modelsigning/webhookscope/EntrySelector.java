// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The namespaceSelector of an entry: that of the policy, without the exempt namespaces, in one
 * order, so that equal selectors share an entry.
 *
 * <p>The API server refuses the whole configuration for one selector that breaks its rules, and the
 * CRD cannot check them all. So what breaks them is replaced by what it means: a label that no
 * namespace can have is never there, and a requirement that cannot be evaluated does not narrow the
 * selection.
 */
final class EntrySelector {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?");
  private static final int NAME_CHARACTERS = 63;
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*");
  private static final int PREFIX_CHARACTERS = 253;

  private EntrySelector() {}

  /** What one requirement contributes. */
  private sealed interface Part {
    record Kept(LabelSelectorRequirement requirement) implements Part {}

    record Always() implements Part {}

    record Never() implements Part {}
  }

  /**
   * Translates the selector of a policy.
   *
   * @param declared absent selects nothing
   * @param exempt names of the namespaces to leave out
   * @return empty when no namespace can be selected
   */
  static Optional<LabelSelector> of(@Nullable LabelSelector declared, Set<String> exempt) {
    if (declared == null) {
      return Optional.empty();
    }
    Map<String, String> labels =
        new TreeMap<>(
            Objects.requireNonNullElse(declared.getMatchLabels(), Map.<String, String>of()));
    if (!labels.entrySet().stream().allMatch(l -> isKey(l.getKey()) && isValue(l.getValue()))) {
      return Optional.empty();
    }
    List<LabelSelectorRequirement> kept = new ArrayList<>();
    for (LabelSelectorRequirement requirement :
        Objects.requireNonNullElse(
            declared.getMatchExpressions(), List.<LabelSelectorRequirement>of())) {
      switch (part(requirement)) {
        case Part.Kept(LabelSelectorRequirement valid) -> kept.add(valid);
        case Part.Always _ -> {}
        case Part.Never _ -> {
          return Optional.empty();
        }
      }
    }
    kept.add(requirement(NAME_LABEL, "NotIn", exempt.stream().sorted().toList()));
    kept.sort(
        Comparator.comparing(LabelSelectorRequirement::getKey)
            .thenComparing(LabelSelectorRequirement::getOperator)
            .thenComparing(r -> String.join(",", r.getValues())));
    return Optional.of(
        new LabelSelectorBuilder()
            .withMatchLabels(labels)
            .withMatchExpressions(kept.stream().distinct().toList())
            .build());
  }

  private static Part part(LabelSelectorRequirement requirement) {
    List<String> declared = Objects.requireNonNullElse(requirement.getValues(), List.<String>of());
    List<String> values =
        declared.stream().filter(EntrySelector::isValue).distinct().sorted().toList();
    boolean possible = isKey(requirement.getKey());
    return switch (requirement.getOperator()) {
      case "In" ->
          declared.isEmpty()
              ? new Part.Always()
              : kept(possible && !values.isEmpty(), new Part.Never(), requirement, values);
      case "NotIn" -> kept(possible && !values.isEmpty(), new Part.Always(), requirement, values);
      case "Exists" ->
          declared.isEmpty()
              ? kept(possible, new Part.Never(), requirement, values)
              : new Part.Always();
      case "DoesNotExist" ->
          kept(possible && declared.isEmpty(), new Part.Always(), requirement, values);
      case null -> new Part.Always();
      case String _ -> new Part.Always();
    };
  }

  private static Part kept(
      boolean valid, Part otherwise, LabelSelectorRequirement requirement, List<String> values) {
    return valid
        ? new Part.Kept(requirement(requirement.getKey(), requirement.getOperator(), values))
        : otherwise;
  }

  private static LabelSelectorRequirement requirement(
      String key, String operator, List<String> values) {
    return new LabelSelectorRequirementBuilder()
        .withKey(key)
        .withOperator(operator)
        .withValues(values)
        .build();
  }

  private static boolean isKey(@Nullable String key) {
    if (key == null) {
      return false;
    }
    int slash = key.indexOf('/');
    return slash < 0
        ? isName(key)
        : isName(key.substring(slash + 1)) && isPrefix(key.substring(0, slash));
  }

  private static boolean isValue(@Nullable String value) {
    return value != null && (value.isEmpty() || isName(value));
  }

  private static boolean isName(String text) {
    return text.length() <= NAME_CHARACTERS && NAME.asMatchPredicate().test(text);
  }

  private static boolean isPrefix(String text) {
    return text.length() <= PREFIX_CHARACTERS && PREFIX.asMatchPredicate().test(text);
  }
}
