// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The policies that judge a request. */
public sealed interface PolicyScope {
  /** Every policy whose selector matches the namespace. */
  record Covering() implements PolicyScope {
    /** Those of the cluster first, then the namespace's own. */
    List<ClusterModelTrustPolicy> policies(
        ClusterView cluster, String namespace, Map<String, String> labels) {
      List<ClusterModelTrustPolicy> covering = new ArrayList<>();
      for (ClusterModelTrustPolicy policy : cluster.policiesFor(labels)) {
        if (covers(policy, labels)) {
          covering.add(policy);
        }
      }
      covering.addAll(cluster.namespacedPolicies(namespace));
      return covering;
    }

    /**
     * A selector that cannot be evaluated covers: whoever is covered by mistake finds out, whoever
     * is left out by mistake does not. The policy's status says what is wrong with it.
     */
    private static boolean covers(ClusterModelTrustPolicy policy, Map<String, String> labels) {
      if (policy.getSpec() == null || policy.getSpec().match == null) {
        return false;
      }
      return switch (LabelSelection.of(policy.getSpec().match.namespaceSelector, labels)) {
        case Selection.Selected _, Selection.CannotTell _ -> true;
        case Selection.NotSelected _ -> false;
      };
    }
  }

  /**
   * These policies: the API server has matched the namespace by their entry of the webhook
   * configuration. What their selectors say by now is not asked again, so that an entry that is
   * being replaced still holds.
   *
   * @param policies as they are now; deleted ones are left out
   */
  record Named(List<ClusterModelTrustPolicy> policies) implements PolicyScope {
    /** Copies. */
    public Named {
      policies = List.copyOf(policies);
    }
  }
}
