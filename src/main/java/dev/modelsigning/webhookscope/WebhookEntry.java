// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/**
 * One planned entry of the webhook configuration.
 *
 * @param kind what happens while no webhook answers
 * @param selector the namespaces, exempt ones left out
 * @param policies names of the policies that the entry calls the webhook for, at least one
 */
record WebhookEntry(EntryKind kind, LabelSelector selector, List<String> policies) {
  /** Begins the path of every entry; the names of its policies follow, one segment each. */
  static final String PATH = "/admission/";

  WebhookEntry {
    policies = List.copyOf(policies);
  }

  /** Where the API server calls the webhook. */
  String path() {
    return PATH + String.join("/", policies);
  }
}
