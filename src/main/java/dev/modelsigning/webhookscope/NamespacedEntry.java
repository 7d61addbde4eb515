// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.Locale;

/**
 * The planned entry that all policies of namespaces of one kind share. Other than entries of the
 * cluster's policies it has a fixed name and is changed in place: administrators of namespaces may
 * change their policies as often as they like, and entries that stay beside their successors for a
 * while would fill the configuration.
 *
 * @param kind what happens while no webhook answers
 * @param namespaces in which such policies are in force, sorted, at least one
 */
record NamespacedEntry(EntryKind kind, List<String> namespaces) {
  /** The webhook finds the policies by the namespace of the request. No policy is in the path. */
  static final String PATH = "/namespaced-admission/policies";

  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  NamespacedEntry {
    namespaces = List.copyOf(namespaces);
  }

  /** Name of the entry; those of the cluster's policies have a digest behind the kind. */
  static String name(EntryKind kind) {
    return "namespaced-policies." + kind.name().toLowerCase(Locale.ROOT) + EntryTemplate.SUFFIX;
  }

  LabelSelector selector() {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey(NAME_LABEL)
        .withOperator("In")
        .withValues(namespaces)
        .endMatchExpression()
        .build();
  }
}
