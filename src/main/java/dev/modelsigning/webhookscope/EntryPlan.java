// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import java.util.List;
import java.util.Set;

/**
 * The entries that a set of policies needs.
 *
 * @param entries in the order in which they got their room
 * @param withoutRoom names of the policies that found none
 * @param namespaced those of the policies of namespaces, at most one of each kind
 * @param workloads those that warn about workloads, as far as there is room for them
 */
record EntryPlan(
    List<WebhookEntry> entries,
    Set<String> withoutRoom,
    List<NamespacedEntry> namespaced,
    List<WorkloadEntry> workloads) {
  EntryPlan {
    entries = List.copyOf(entries);
    withoutRoom = Set.copyOf(withoutRoom);
    namespaced = List.copyOf(namespaced);
    workloads = List.copyOf(workloads);
  }

  /** Without policies of namespaces. */
  EntryPlan(List<WebhookEntry> entries, Set<String> withoutRoom) {
    this(entries, withoutRoom, List.of(), List.of());
  }

  /** The same, with warnings about workloads. */
  EntryPlan warning(List<WorkloadEntry> about) {
    return new EntryPlan(entries, withoutRoom, namespaced, about);
  }

  /** The same for the policies of the cluster. */
  EntryPlan with(List<NamespacedEntry> others) {
    return new EntryPlan(entries, withoutRoom, others, workloads);
  }
}
