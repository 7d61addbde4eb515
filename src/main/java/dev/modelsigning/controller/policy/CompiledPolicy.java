// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.trust.Authority;
import java.util.List;

/** A trust policy with its authorities read, or the reason why they cannot be used. */
public sealed interface CompiledPolicy {
  /** The policy as stored. */
  ClusterModelTrustPolicy policy();

  /** Its name. */
  default String name() {
    return policy().getMetadata().getName();
  }

  /**
   * Every authority was read.
   *
   * @param policy the policy
   * @param authorities any one of them makes a signature trusted
   */
  record Usable(ClusterModelTrustPolicy policy, List<Authority> authorities)
      implements CompiledPolicy {
    /** Copies. */
    public Usable {
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * An authority could not be read. None of the policy's authorities counts then: leaving one out
   * silently could refuse what its author trusts and nobody would know why.
   *
   * @param policy the policy
   * @param reason one CamelCase word
   * @param message names the field and the remedy
   */
  record Broken(ClusterModelTrustPolicy policy, String reason, String message)
      implements CompiledPolicy {}
}
