// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often registries are asked: so often a minute for each namespace, and not at all for a while
 * for a registry that did not answer, since each such call keeps a thread waiting. A registry may
 * fetch what it is asked for from others, so that a namespace can make it fail by what it asks for.
 * That ends the calls of this namespace only, as long as anybody else gets answers.
 */
final class Allowance {
  /** Looks of one namespace in a minute. */
  static final int A_MINUTE = 120;

  /** How long a registry that did not answer is left alone. */
  static final Duration AFTER_SILENCE = Duration.ofSeconds(15);

  /** Pairs of a namespace and a registry that are left alone at the same time. */
  private static final int MOST_PAUSES = 10_000;

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private record Pair(String namespace, String registry) {}

  private final Map<String, Integer> used = new HashMap<>();
  private final Map<Pair, Instant> paused = new HashMap<>();

  /** Of the registries of the operator's list, of which there are few. */
  private final Map<String, Instant> silent = new HashMap<>();

  /** Who got no answer first since somebody got one, for each of these registries. */
  private final Map<String, String> firstUnanswered = new HashMap<>();

  private Instant windowBegan = Instant.EPOCH;

  /** Whether a namespace may ask a registry now; counts as a look if it may. */
  synchronized boolean take(String namespace, String registry, Instant now) {
    if (isBefore(now, silent.get(registry))
        || isBefore(now, paused.get(new Pair(namespace, registry)))) {
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

  private static boolean isBefore(Instant now, @Nullable Instant end) {
    return end != null && now.isBefore(end);
  }

  /** Somebody got an answer. */
  synchronized void answered(String registry) {
    firstUnanswered.remove(registry);
  }

  /** A registry asks to come back later for what a namespace wants. */
  synchronized void busy(String namespace, String registry, Instant now) {
    answered(registry);
    pause(namespace, registry, now);
  }

  /** A namespace got no answer; the second one that gets none in a row shows that nobody does. */
  synchronized void unanswered(String namespace, String registry, Instant now) {
    pause(namespace, registry, now);
    String first = firstUnanswered.putIfAbsent(registry, namespace);
    if (first != null && !first.equals(namespace)) {
      silent.put(registry, now.plus(AFTER_SILENCE));
    }
  }

  private void pause(String namespace, String registry, Instant now) {
    if (paused.size() >= MOST_PAUSES) {
      paused.values().removeIf(end -> !now.isBefore(end));
    }
    if (paused.size() < MOST_PAUSES) {
      paused.put(new Pair(namespace, registry), now.plus(AFTER_SILENCE));
    }
  }
}
