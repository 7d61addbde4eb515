// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a changed policy has judged again, in order: first what pods mount, then the others, then
 * what has no signature yet that could count; what was found before all were looked through may
 * begin earlier. Only a few are handed out at a time, so that other events find the reconciler free
 * and something urgent overtakes thousands that are not. What only reads differently comes some
 * time later, and slowly.
 */
final class RejudgingOrder {
  /** Handed out and not finished: twice as many as are reconciled at the same time. */
  static final int AT_A_TIME = 32;

  /** Between two that only read differently. */
  static final Duration UNHURRIED = Duration.ofMillis(200);

  /** What was deleted meanwhile never finishes. */
  private static final Duration LOST = Duration.ofSeconds(30);

  private final Map<Urgency, Set<ResourceID>> waiting = new EnumMap<>(Urgency.class);
  private final Map<ResourceID, Instant> later = new LinkedHashMap<>();
  private final Map<ResourceID, Instant> begun = new HashMap<>();
  private Instant nextUnhurried = Instant.EPOCH;

  /** The first comes first. */
  enum Urgency {
    USED,
    SIGNED,
    NOT_JUDGED
  }

  RejudgingOrder() {
    for (Urgency urgency : Urgency.values()) {
      waiting.put(urgency, new LinkedHashSet<>());
    }
  }

  /** Adds one; one that was added before may only become more urgent. */
  synchronized void add(ResourceID id, Urgency urgency) {
    later.remove(id);
    for (Urgency other : Urgency.values()) {
      int order = other.compareTo(urgency);
      if (order < 0 && of(other).contains(id)) {
        return;
      }
      if (order > 0) {
        of(other).remove(id);
      }
    }
    of(urgency).add(id);
  }

  /** Adds one that is not judged before this time, unless something else has it judged. */
  synchronized void addLater(ResourceID id, Instant notBefore) {
    if (waiting.values().stream().noneMatch(ids -> ids.contains(id))) {
      later.merge(id, notBefore, (one, other) -> one.isBefore(other) ? one : other);
    }
  }

  /** What to begin with now. */
  synchronized List<ResourceID> next(Instant now) {
    begun.values().removeIf(since -> since.plus(LOST).isBefore(now));
    List<ResourceID> next = new ArrayList<>();
    waiting.values().forEach(ids -> take(ids, next, now));
    if (begun.isEmpty() && !now.isBefore(nextUnhurried)) {
      takeLater(next, now);
    }
    return next;
  }

  private void take(Set<ResourceID> from, List<ResourceID> next, Instant now) {
    var ids = from.iterator();
    while (begun.size() < AT_A_TIME && ids.hasNext()) {
      ResourceID id = ids.next();
      ids.remove();
      begun.put(id, now);
      next.add(id);
    }
  }

  private void takeLater(List<ResourceID> next, Instant now) {
    later.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .filter(first -> !now.isBefore(first.getValue()))
        .map(Map.Entry::getKey)
        .ifPresent(
            id -> {
              later.remove(id);
              begun.put(id, now);
              next.add(id);
              nextUnhurried = now.plus(UNHURRIED);
            });
  }

  /** One that was handed out was not taken: it comes again, after all that were not tried yet. */
  synchronized void putBack(ResourceID id) {
    if (begun.remove(id) != null) {
      add(id, Urgency.NOT_JUDGED);
    }
  }

  private Set<ResourceID> of(Urgency urgency) {
    return waiting.getOrDefault(urgency, Set.of());
  }

  /** Whether something waits, be it for its time. */
  synchronized boolean isEmpty() {
    return later.isEmpty() && waiting.values().stream().allMatch(Set::isEmpty);
  }

  /**
   * One was reconciled, for whatever reason: nothing about it reads differently any more.
   *
   * @return whether it was one of those that were handed out
   */
  synchronized boolean finished(ResourceID id) {
    later.remove(id);
    return begun.remove(id) != null;
  }
}
