// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the files that are there under a name that looks like that of a missing one. */
final class NameTwins {
  /** The most pairs: they explain a difference, and the lists of names are complete anyway. */
  static final int MAX = 20;

  /**
   * The most characters looked at, of the missing names and of the others: about a second's work.
   */
  private static final int BUDGET = 4_000_000;

  private NameTwins() {}

  /**
   * The pairs, in the order of the missing names.
   *
   * @param missing signed, not there
   * @param there all files that are there
   * @param extra those of them that are not signed
   */
  static List<NameTwin> of(List<String> missing, Collection<String> there, Set<String> extra) {
    if (missing.isEmpty()) {
      return List.of();
    }
    Map<String, String> wanted = new HashMap<>();
    for (String name : affordable(missing)) {
      NameSkeletons.keysOf(name).forEach(key -> wanted.putIfAbsent(key, name));
    }
    Map<String, String> found = new HashMap<>();
    for (String name : affordable(there)) {
      for (String key : NameSkeletons.keysOf(name)) {
        String signed = wanted.get(key);
        if (signed != null && !signed.equals(name)) {
          // A file that is not signed explains more than one that is.
          found.merge(signed, name, (one, other) -> extra.contains(one) ? one : other);
        }
      }
    }
    List<NameTwin> twins = new ArrayList<>();
    for (String name : missing) {
      String twin = found.get(name);
      if (twin != null && twins.size() < MAX) {
        twins.add(
            new NameTwin(name, twin, !extra.contains(twin), NameSkeletons.difference(name, twin)));
      }
    }
    return List.copyOf(twins);
  }

  /** The names from the beginning, as far as the budget goes. */
  private static List<String> affordable(Collection<String> names) {
    List<String> affordable = new ArrayList<>();
    int left = BUDGET;
    for (String name : names) {
      left -= NameSkeletons.cost(name);
      if (left < 0) {
        return affordable;
      }
      affordable.add(name);
    }
    return affordable;
  }
}
