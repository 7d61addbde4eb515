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
 * Which of the selected claims, or images, get a ModelSignature. Of a namespace the {@value
 * #IN_A_NAMESPACE} oldest do, whichever policies select them, and of the cluster {@value
 * #IN_THE_CLUSTER}. What several policies select gets one, by the first of them.
 *
 * @param wanted by their keys
 * @param made how many of those each policy selects get one, by the name of the policy
 * @param leftOut how many of those each policy selects get none, by the name of the policy
 */
record DiscoveryPlan<T extends Found>(
    Map<String, T> wanted, Map<String, Integer> made, Map<String, Integer> leftOut) {
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
  static <T extends Found> DiscoveryPlan<T> of(Collection<T> found) {
    Map<String, List<T>> byNamespace = new TreeMap<>();
    found.forEach(
        one -> byNamespace.computeIfAbsent(one.namespace(), name -> new ArrayList<>()).add(one));
    Map<String, T> wanted = new LinkedHashMap<>();
    for (List<T> all : byNamespace.values()) {
      all.sort(Found.OLDEST_FIRST);
      int taken = 0;
      for (T one : all) {
        boolean hasRoom = taken < IN_A_NAMESPACE && wanted.size() < IN_THE_CLUSTER;
        if (hasRoom && wanted.putIfAbsent(one.key(), one) == null) {
          taken++;
        }
      }
    }
    Map<String, Integer> made = new HashMap<>();
    Map<String, Integer> leftOut = new HashMap<>();
    found.forEach(
        one ->
            (wanted.containsKey(one.key()) ? made : leftOut).merge(one.policy(), 1, Integer::sum));
    return new DiscoveryPlan<>(wanted, made, leftOut);
  }
}
