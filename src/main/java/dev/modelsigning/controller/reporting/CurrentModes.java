// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The modes of policies as they are. A ModelSignature has the mode that a policy had when it was
 * judged last, and is not written again for another mode alone.
 *
 * @param byUid the modes by the UID of their policy
 */
record CurrentModes(Map<String, PolicyMode> byUid) {
  CurrentModes {
    byUid = Map.copyOf(byUid);
  }

  static CurrentModes of(Stream<ClusterModelTrustPolicy> policies) {
    Map<String, PolicyMode> modes = new HashMap<>();
    policies
        .filter(policy -> policy.getMetadata().getUid() != null)
        .forEach(
            policy -> {
              PolicyMode mode = policy.getSpec() == null ? null : policy.getSpec().mode;
              // Absent is Enforce, as at admission.
              modes.put(policy.getMetadata().getUid(), mode == null ? PolicyMode.Enforce : mode);
            });
    return new CurrentModes(modes);
  }

  /** What a report says of a verdict, with the mode of its policy now; a copy. */
  PolicyVerdict applied(PolicyVerdict stored) {
    var verdict = new PolicyVerdict();
    verdict.name = stored.name;
    verdict.uid = stored.uid;
    verdict.verdict = stored.verdict;
    verdict.reason = stored.reason;
    verdict.message = stored.message;
    PolicyMode now = stored.uid == null ? null : byUid.get(stored.uid);
    verdict.mode = now == null ? stored.mode : now;
    return verdict;
  }
}
