// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/**
 * A planned entry by which the authors of workloads are warned about their pods. It refuses
 * nothing, whatever the webhook answers or does not, and so it needs no overlap with what replaces
 * it.
 *
 * @param selector the namespaces, exempt ones left out
 * @param policies names of the policies of whatever mode, at least one
 */
record WorkloadEntry(LabelSelector selector, List<String> policies) {
  /** Begins the path of every such entry; the names of its policies follow, one segment each. */
  static final String PATH = "/workload-admission/";

  WorkloadEntry {
    policies = List.copyOf(policies);
  }

  /** Where the API server calls the webhook. */
  String path() {
    return PATH + String.join("/", policies);
  }
}
