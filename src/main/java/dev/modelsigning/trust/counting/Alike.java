// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.counting;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sets that have a member in common are about one thing. */
final class Alike {
  private Alike() {}

  /** The sets, with those joined that have a member in common, in the order of their first. */
  static List<Set<String>> joined(List<Set<String>> sets) {
    List<Set<String>> joined = new ArrayList<>();
    for (Set<String> set : sets) {
      Set<String> whole = new HashSet<>(set);
      int at = joined.size();
      for (int i = joined.size() - 1; i >= 0; i--) {
        if (joined.get(i).stream().anyMatch(set::contains)) {
          whole.addAll(joined.remove(i));
          at = i;
        }
      }
      joined.add(at, whole);
    }
    return List.copyOf(joined);
  }
}
