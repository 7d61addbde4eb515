// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.nodes;

import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import org.jspecify.annotations.Nullable;

/** The verdict of a policy, said in other words. */
final class PolicyTexts {
  private PolicyTexts() {}

  static PolicyVerdict with(PolicyVerdict policy, @Nullable String message) {
    PolicyVerdict other = new PolicyVerdict();
    other.name = policy.name;
    other.uid = policy.uid;
    other.mode = policy.mode;
    other.authoritiesDigest = policy.authoritiesDigest;
    other.verdict = policy.verdict;
    other.reason = policy.reason;
    other.message = message;
    other.authority = policy.authority;
    other.validUntil = policy.validUntil;
    return other;
  }
}
