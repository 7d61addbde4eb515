// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a changed policy has judged again, in order: first what pods mount, then the others. Only a
 * few are handed out at a time, so that other events find the reconciler free and something urgent
 * overtakes thousands that are not.
 */
final class RejudgingOrder {
  /** Handed out and not finished; the framework reconciles as many at the same time. */
  static final int AT_A_TIME = 32;

  /** What was deleted meanwhile never finishes. */
  private static final Duration LOST = Duration.ofSeconds(30);

  private final Set<ResourceID> urgent = new LinkedHashSet<>();
  private final Set<ResourceID> others = new LinkedHashSet<>();
  private final Map<ResourceID, Instant> begun = new HashMap<>();

  /** Adds one; one that was added before may only become more urgent. */
  synchronized void add(ResourceID id, boolean isUrgent) {
    if (isUrgent) {
      others.remove(id);
      urgent.add(id);
    } else if (!urgent.contains(id)) {
      others.add(id);
    }
  }

  /** What to begin with now. */
  synchronized List<ResourceID> next(Instant now) {
    begun.values().removeIf(since -> since.plus(LOST).isBefore(now));
    List<ResourceID> next = new ArrayList<>();
    take(urgent, next, now);
    take(others, next, now);
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

  /** One was reconciled, for whatever reason. */
  synchronized void finished(ResourceID id) {
    begun.remove(id);
  }
}
