// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.binding.NamespacedPolicies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans the entries for the policies of namespaces: at most one for each {@link EntryKind}. A
 * namespace is in the entry of its strictest policy in force. The names of all namespaces together
 * have room for {@value #CHARACTERS} characters; those with enforcing policies come first, among
 * equals those with older policies.
 */
final class NamespacePlanner {
  /** Together with the entries of the cluster's policies, twice, below the API server's 1.5 MiB. */
  static final int CHARACTERS = 96 * 1024;

  /** Beside a name in the stored object: quotes and a comma, or the line of YAML. */
  private static final int BESIDE = 3;

  private final Set<String> exempt;

  NamespacePlanner(Set<String> exempt) {
    this.exempt = Set.copyOf(exempt);
  }

  /**
   * The entries.
   *
   * @param entries at most one of each kind
   * @param withoutRoom namespaces that found none
   */
  record Plan(List<NamespacedEntry> entries, Set<String> withoutRoom) {
    Plan {
      entries = List.copyOf(entries);
      withoutRoom = Set.copyOf(withoutRoom);
    }
  }

  boolean isExempt(String namespace) {
    return exempt.contains(namespace);
  }

  /** A namespace with policies that are in force. */
  private record Covered(String namespace, EntryKind kind, String since) {
    static Covered of(String namespace, List<ModelTrustPolicy> all) {
      List<ModelTrustPolicy> inForce = NamespacedPolicies.inForce(all);
      return new Covered(
          namespace,
          kindOf(inForce),
          Objects.requireNonNullElse(inForce.getFirst().getMetadata().getCreationTimestamp(), ""));
    }
  }

  /** The kind of the entry that a namespace with these policies in force needs. */
  static EntryKind kindOf(Collection<ModelTrustPolicy> inForce) {
    return inForce.stream()
        .map(NamespacePlanner::mode)
        .map(EntryKind::ofMode)
        .min(Comparator.naturalOrder())
        .orElse(EntryKind.OBSERVE);
  }

  /** One that could not be read enforces, as one of the cluster does. */
  private static PolicyMode mode(ModelTrustPolicy policy) {
    PolicyMode mode = policy.getSpec() == null ? null : policy.getSpec().mode;
    return Objects.requireNonNullElse(mode, PolicyMode.Enforce);
  }

  /** Plans; the same policies give the same plan, in whatever order they come. */
  Plan plan(Collection<ModelTrustPolicy> policies) {
    Map<String, List<ModelTrustPolicy>> byNamespace =
        policies.stream()
            .filter(policy -> !isExempt(policy.getMetadata().getNamespace()))
            .collect(Collectors.groupingBy(policy -> policy.getMetadata().getNamespace()));
    List<Covered> wanted =
        byNamespace.entrySet().stream()
            .map(entry -> Covered.of(entry.getKey(), entry.getValue()))
            .sorted(
                Comparator.comparing(Covered::kind)
                    .thenComparing(Covered::since)
                    .thenComparing(Covered::namespace))
            .toList();
    Map<EntryKind, List<String>> placed = new EnumMap<>(EntryKind.class);
    List<String> left = new ArrayList<>();
    int used = 0;
    for (Covered covered : wanted) {
      int size = covered.namespace().length() + BESIDE;
      if (used + size <= CHARACTERS) {
        used += size;
        placed.computeIfAbsent(covered.kind(), kind -> new ArrayList<>()).add(covered.namespace());
      } else {
        left.add(covered.namespace());
      }
    }
    return new Plan(
        placed.entrySet().stream()
            .map(
                entry ->
                    new NamespacedEntry(
                        entry.getKey(), entry.getValue().stream().sorted().toList()))
            .toList(),
        Set.copyOf(left));
  }
}
