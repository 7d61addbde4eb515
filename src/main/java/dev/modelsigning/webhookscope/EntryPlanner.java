// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Plans the entries of the webhook configuration from the policies alone. Policies with the same
 * namespaces and the same failurePolicy share an entry, as far as its path has room for their
 * names.
 *
 * <p>The configuration is one object, and the API server stores at most 1.5 MiB. Policies that
 * enforce get their room first, among equals the older ones, so that a new policy never takes the
 * room of one that is in force and as strict.
 */
public final class EntryPlanner {
  /** Less than half of 1.5 MiB: while all entries are being replaced, each is there twice. */
  static final int BYTES = 640 * 1024;

  /** Of these, what entries that only warn may take. */
  static final int WORKLOAD_BYTES = 160 * 1024;

  /** Below the length at which HTTP servers refuse a request line. */
  static final int PATH_CHARACTERS = 2_000;

  private final Set<String> exempt;
  private final EntryTemplate template;
  private final NamespacePlanner namespaces;

  /**
   * @param namespace where the webhook's Service is
   * @param exempt names of the namespaces that no entry selects
   */
  public EntryPlanner(String namespace, Set<String> exempt) {
    this.exempt = Set.copyOf(exempt);
    this.template = new EntryTemplate(namespace);
    this.namespaces = new NamespacePlanner(exempt);
  }

  /** The entries for the policies of namespaces. */
  NamespacePlanner.Plan namespaced(Collection<ModelTrustPolicy> policies) {
    return namespaces.plan(policies);
  }

  EntryTemplate template() {
    return template;
  }

  /** The namespaces for which a policy needs an entry; empty when no namespace can be selected. */
  Optional<LabelSelector> selector(ClusterModelTrustPolicy policy) {
    return Optional.ofNullable(policy.getSpec().match)
        .flatMap(match -> EntrySelector.of(match.namespaceSelector, exempt));
  }

  /** Plans; the same policies give the same plan, in whatever order they come. */
  EntryPlan plan(Collection<ClusterModelTrustPolicy> policies) {
    List<WebhookEntry> entries = new ArrayList<>();
    Set<String> withoutRoom = new HashSet<>();
    int used = 0;
    for (WebhookEntry entry : wanted(policies)) {
      int size = template.size(entry);
      if (used + size <= BYTES) {
        used += size;
        entries.add(entry);
      } else {
        withoutRoom.addAll(entry.policies());
      }
    }
    return new EntryPlan(entries, withoutRoom);
  }

  /**
   * The entries that warn about workloads: they get what room the decisions about pods leave, up to
   * a bound of their own.
   *
   * @param plan the entries for pods
   */
  List<WorkloadEntry> workloads(EntryPlan plan, Collection<ClusterModelTrustPolicy> policies) {
    int used = plan.entries().stream().mapToInt(template::size).sum();
    Map<LabelSelector, List<List<String>>> paths = new LinkedHashMap<>();
    sorted(policies)
        .forEach(
            policy ->
                selector(policy)
                    .ifPresent(
                        selector ->
                            addName(
                                paths.computeIfAbsent(selector, key -> new ArrayList<>()),
                                policy.getMetadata().getName())));
    List<WorkloadEntry> entries = new ArrayList<>();
    int left = Math.min(WORKLOAD_BYTES, BYTES - used);
    for (var group : paths.entrySet()) {
      for (List<String> names : group.getValue()) {
        WorkloadEntry entry = new WorkloadEntry(group.getKey(), names);
        left -= template.size(entry);
        if (left >= 0) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private static Stream<ClusterModelTrustPolicy> sorted(
      Collection<ClusterModelTrustPolicy> policies) {
    return policies.stream()
        .sorted(
            Comparator.comparing(EntryKind::of)
                .thenComparing(EntryPlanner::created)
                .thenComparing(policy -> policy.getMetadata().getName()));
  }

  private record Key(EntryKind kind, LabelSelector selector) {}

  private List<WebhookEntry> wanted(Collection<ClusterModelTrustPolicy> policies) {
    Map<Key, List<List<String>>> paths = new LinkedHashMap<>();
    sorted(policies)
        .forEach(
            policy ->
                selector(policy)
                    .ifPresent(
                        selector ->
                            addName(
                                paths.computeIfAbsent(
                                    new Key(EntryKind.of(policy), selector),
                                    key -> new ArrayList<>()),
                                policy.getMetadata().getName())));
    return paths.entrySet().stream()
        .flatMap(
            group ->
                group.getValue().stream()
                    .map(
                        names ->
                            new WebhookEntry(
                                group.getKey().kind(), group.getKey().selector(), names)))
        .toList();
  }

  /** Adds to the last path, or begins another one when that is full. */
  private static void addName(List<List<String>> paths, String name) {
    if (paths.isEmpty() || length(paths.getLast()) + name.length() > PATH_CHARACTERS) {
      paths.add(new ArrayList<>());
    }
    paths.getLast().add(name);
  }

  private static int length(List<String> names) {
    return names.stream().mapToInt(name -> name.length() + 1).sum();
  }

  private static String created(ClusterModelTrustPolicy policy) {
    return Objects.requireNonNullElse(policy.getMetadata().getCreationTimestamp(), "");
  }
}
