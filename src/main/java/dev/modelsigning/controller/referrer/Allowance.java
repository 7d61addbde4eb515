// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How often registries are asked: so often a minute for each namespace, and not at all for a while
 * for a registry that did not answer, since each such call keeps a thread waiting.
 */
final class Allowance {
  /** Looks of one namespace in a minute. */
  static final int A_MINUTE = 120;

  /** How long a registry that did not answer is left alone. */
  static final Duration AFTER_SILENCE = Duration.ofSeconds(15);

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Map<String, Integer> used = new HashMap<>();
  private final Map<String, Instant> silent = new HashMap<>();
  private Instant windowBegan = Instant.EPOCH;

  /** Whether a namespace may ask a registry now; counts as a look if it may. */
  synchronized boolean take(String namespace, String registry, Instant now) {
    if (isSilent(registry, now)) {
      return false;
    }
    if (!now.isBefore(windowBegan.plus(WINDOW)) || now.isBefore(windowBegan)) {
      used.clear();
      windowBegan = now;
    }
    if (used.getOrDefault(namespace, 0) >= A_MINUTE) {
      return false;
    }
    used.merge(namespace, 1, Integer::sum);
    return true;
  }

  /** Whether a registry is left alone now. */
  private boolean isSilent(String registry, Instant now) {
    return now.isBefore(silent.getOrDefault(registry, Instant.EPOCH));
  }

  /** A registry of the operator's list, of which there are few, does not answer. */
  synchronized void silent(String registry, Instant now) {
    silent.put(registry, now.plus(AFTER_SILENCE));
  }
}
