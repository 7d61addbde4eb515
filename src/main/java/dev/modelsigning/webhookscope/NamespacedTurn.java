// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Lets the entries of namespaces change at most once in {@link #PAUSE}. Each change makes every API
 * server read the whole configuration again, and an administrator of one namespace may change a
 * policy many times a second. One pass at a time uses it.
 */
final class NamespacedTurn {
  /** Between two changes. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private List<NamespacedEntry> current = List.of();
  private Instant changed = Instant.EPOCH;

  /** The planned entries, or for a while those of before. */
  List<NamespacedEntry> next(List<NamespacedEntry> planned, Instant now) {
    if (!planned.equals(current) && !now.isBefore(changed.plus(PAUSE))) {
      current = List.copyOf(planned);
      changed = now;
    }
    return current;
  }

  /** Whether other entries are planned than those that hold now. */
  boolean isAwaited(List<NamespacedEntry> planned) {
    return !planned.equals(current);
  }
}
