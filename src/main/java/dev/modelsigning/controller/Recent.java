// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers the last answers, each until its end. For any number of threads. */
public final class Recent<K, V> {
  /** Answers that are kept where nothing else is said. */
  public static final int MOST = 256;

  private final int most;
  private final Map<K, Kept<V>> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
          return size() > most;
        }
      };

  private record Kept<V>(V value, Instant end) {}

  /** Keeps {@value #MOST}. */
  public Recent() {
    this(MOST);
  }

  /**
   * Keeps so many; of more, those that were not used for the longest time are left out.
   *
   * @param most 1 or more
   */
  public Recent(int most) {
    this.most = most;
  }

  /** Keeps an answer in place of an older one, and lets go of all that have ended. */
  public synchronized void keep(K key, V value, Instant now, Instant end) {
    kept.values().removeIf(old -> !now.isBefore(old.end()));
    kept.put(key, new Kept<>(value, end));
  }

  /** The answer, if it has not ended. */
  public synchronized Optional<V> get(K key, Instant now) {
    Kept<V> found = kept.get(key);
    if (found == null) {
      return Optional.empty();
    }
    if (!now.isBefore(found.end())) {
      kept.remove(key);
      return Optional.empty();
    }
    return Optional.of(found.value());
  }
}
