// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.trust.SignerFacts;
import java.util.Optional;

/**
 * What one policy says.
 *
 * @param policy the policy
 * @param finding its verdict
 * @param verifiedBy the signer, when the policy is satisfied
 */
record PolicyFinding(
    CompiledPolicy policy, VerdictFinding finding, Optional<SignerFacts> verifiedBy) {
  static PolicyFinding of(CompiledPolicy policy, VerdictFinding finding) {
    return new PolicyFinding(policy, finding, Optional.empty());
  }
}
