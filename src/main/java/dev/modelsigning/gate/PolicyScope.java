// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import java.util.List;

/** The policies that judge a request. */
public sealed interface PolicyScope {
  /** Every policy whose selector matches the namespace. */
  record Covering() implements PolicyScope {}

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
