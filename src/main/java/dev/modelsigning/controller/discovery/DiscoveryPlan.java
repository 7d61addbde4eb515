// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of the selected claims get a ModelSignature. Of a namespace the {@value #IN_A_NAMESPACE}
 * oldest do, whichever policies select them, and of the cluster {@value #IN_THE_CLUSTER}. A claim
 * that several policies select gets one, by the first of them.
 *
 * @param wanted by {@code namespace/name} of the claim
 * @param made how many of those each policy selects get one, by the name of the policy
 * @param leftOut how many of those each policy selects get none, by the name of the policy
 */
record DiscoveryPlan(
    Map<String, FoundClaim> wanted, Map<String, Integer> made, Map<String, Integer> leftOut) {
  static final int IN_A_NAMESPACE = 64;
  static final int IN_THE_CLUSTER = 5_000;

  DiscoveryPlan {
    wanted = Map.copyOf(wanted);
    made = Map.copyOf(made);
    leftOut = Map.copyOf(leftOut);
  }

  /**
   * Plans.
   *
   * @param found what each policy selects, the policies by name
   */
  static DiscoveryPlan of(Collection<FoundClaim> found) {
    Map<String, List<FoundClaim>> byNamespace = new TreeMap<>();
    found.forEach(
        claim ->
            byNamespace.computeIfAbsent(claim.namespace(), name -> new ArrayList<>()).add(claim));
    Map<String, FoundClaim> wanted = new LinkedHashMap<>();
    for (List<FoundClaim> claims : byNamespace.values()) {
      claims.sort(FoundClaim.OLDEST_FIRST);
      int taken = 0;
      for (FoundClaim claim : claims) {
        boolean hasRoom = taken < IN_A_NAMESPACE && wanted.size() < IN_THE_CLUSTER;
        if (hasRoom && wanted.putIfAbsent(claim.key(), claim) == null) {
          taken++;
        }
      }
    }
    Map<String, Integer> made = new HashMap<>();
    Map<String, Integer> leftOut = new HashMap<>();
    found.forEach(
        claim ->
            (wanted.containsKey(claim.key()) ? made : leftOut)
                .merge(claim.policy(), 1, Integer::sum));
    return new DiscoveryPlan(wanted, made, leftOut);
  }
}
