// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.controller.census.Census.Reading;
import dev.modelsigning.gate.Scratch;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Claims that a policy of the cluster takes for models and that no ModelSignature names. */
final class UndeclaredClaims {
  private UndeclaredClaims() {}

  /**
   * Counts for each policy, those with none included.
   *
   * @param declared namespace, '/' and name of the claims that ModelSignatures name
   */
  static List<Reading> of(Known known, Set<String> declared, Set<String> exempt) {
    Map<ClusterModelTrustPolicy, Integer> counts = new LinkedHashMap<>();
    known.policies().forEach(policy -> counts.put(policy, 0));
    Map<String, List<ClusterModelTrustPolicy>> covering = new HashMap<>();
    known
        .claims()
        .filter(claim -> !exempt.contains(claim.getNamespace()))
        .filter(claim -> !declared.contains(key(claim)))
        .forEach(
            claim ->
                covering
                    .computeIfAbsent(
                        claim.getNamespace(),
                        namespace -> covering(counts.keySet(), known.labelsOf(namespace)))
                    .stream()
                    .filter(policy -> !Scratch.names(policy, claim.getName()))
                    .forEach(policy -> counts.merge(policy, 1, Integer::sum)));
    return counts.entrySet().stream()
        .map(entry -> new Reading(entry.getValue(), Census.labels(entry.getKey())))
        .toList();
  }

  private static List<ClusterModelTrustPolicy> covering(
      Set<ClusterModelTrustPolicy> policies, Map<String, String> labels) {
    return policies.stream().filter(policy -> covers(policy, labels)).toList();
  }

  /** As at admission: a selector that cannot be evaluated covers. */
  private static boolean covers(ClusterModelTrustPolicy policy, Map<String, String> labels) {
    var match = policy.getSpec() == null ? null : policy.getSpec().match;
    return match != null
        && switch (LabelSelection.of(match.namespaceSelector, labels)) {
          case Selection.Selected _, Selection.CannotTell _ -> true;
          case Selection.NotSelected _ -> false;
        };
  }

  private static String key(ObjectMeta claim) {
    return claim.getNamespace() + "/" + claim.getName();
  }
}
