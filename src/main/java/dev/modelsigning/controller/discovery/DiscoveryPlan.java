// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of the selected claims, or images, get a ModelSignature. Of a namespace the {@value
 * #IN_A_NAMESPACE} oldest do, whichever policies select them, and of the cluster {@value
 * #IN_THE_CLUSTER}, the namespaces in turns. What several policies select gets one, by the first of
 * them.
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
    Map<String, T> wanted = inTurns(byNamespace.values());
    Map<String, Integer> made = new HashMap<>();
    Map<String, Integer> leftOut = new HashMap<>();
    found.forEach(
        one ->
            (wanted.containsKey(one.key()) ? made : leftOut).merge(one.policy(), 1, Integer::sum));
    return new DiscoveryPlan<>(wanted, made, leftOut);
  }

  /** One of each namespace at a time: in a full cluster all of them have their share. */
  private static <T extends Found> Map<String, T> inTurns(Collection<List<T>> byNamespace) {
    List<Iterator<T>> lines = new ArrayList<>();
    byNamespace.forEach(all -> lines.add(oldest(all)));
    Map<String, T> wanted = new LinkedHashMap<>();
    while (!lines.isEmpty()) {
      for (Iterator<T> line : lines) {
        if (line.hasNext() && wanted.size() < IN_THE_CLUSTER) {
          T next = line.next();
          wanted.put(next.key(), next);
        }
      }
      lines.removeIf(line -> !line.hasNext() || wanted.size() >= IN_THE_CLUSTER);
    }
    return wanted;
  }

  /** Those of a namespace that may get one, each once. */
  private static <T extends Found> Iterator<T> oldest(List<T> all) {
    all.sort(Found.OLDEST_FIRST);
    Map<String, T> byKey = new LinkedHashMap<>();
    all.forEach(one -> byKey.putIfAbsent(one.key(), one));
    return byKey.values().stream().limit(IN_A_NAMESPACE).iterator();
  }
}
