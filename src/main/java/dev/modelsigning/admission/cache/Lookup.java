// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import java.util.List;
import java.util.Optional;

/** The objects of one kind, as they were last seen. Look-ups are in memory and never block. */
public interface Lookup<T> {
  /**
   * One object.
   *
   * @param key {@code namespace/name}, or {@code name} where objects have no namespace
   */
  Optional<T> get(String key);

  /** All objects, as a list that never changes; while none changes it is the same list. */
  List<T> all();

  /** The objects that an index lists under a key. */
  List<T> by(String index, String key);
}
