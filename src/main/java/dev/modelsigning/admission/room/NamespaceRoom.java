// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** What one namespace may take of the room, so that whoever creates pods in one leaves the rest. */
final class NamespaceRoom {
  /** A quarter of the places. */
  private static final int REVIEWS = 8;

  /** As much as the largest review. */
  private static final int BYTES = Room.LARGEST_REVIEW;

  /** Reviews that wait for others of their namespace: each holds a thread. */
  private static final int WAITING = 48;

  /** Of namespaces that have reviews now. Names are what anybody sends, so none is kept longer. */
  private final Map<String, Part> parts = new HashMap<>();

  private static final class Part {
    private final Semaphore reviews = new Semaphore(REVIEWS, true);
    private final Semaphore units = new Semaphore(BYTES / Room.UNIT, true);
    private int users;
  }

  /**
   * Takes a share of the namespace's part.
   *
   * @param deadline in the time of {@link System#nanoTime}
   */
  Room.Share take(String namespace, int units, long deadline) throws TurnedAwayException {
    Part part = enter(namespace);
    boolean taken = false;
    try {
      Room.acquire(part.reviews, 1, deadline);
      try {
        Room.acquire(part.units, units, deadline);
        taken = true;
      } finally {
        if (!taken) {
          part.reviews.release();
        }
      }
    } finally {
      if (!taken) {
        leave(namespace, part);
      }
    }
    return () -> {
      part.units.release(units);
      part.reviews.release();
      leave(namespace, part);
    };
  }

  private synchronized Part enter(String namespace) throws TurnedAwayException {
    Part part = parts.computeIfAbsent(namespace, name -> new Part());
    if (part.users == REVIEWS + WAITING) {
      throw new TurnedAwayException(TurnedAwayException.Cause.BUSY);
    }
    part.users++;
    return part;
  }

  private synchronized void leave(String namespace, Part part) {
    part.users--;
    if (part.users == 0) {
      parts.remove(namespace);
    }
  }
}
