// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.memory;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells when work that needed memory is over: the whole heap was collected since the last time, and
 * for a while it was not any more. For one thread.
 */
final class CalmAfterWork {
  private final Duration calm;
  private long settled;
  private long seen;
  private Instant since = Instant.MAX;

  /**
   * Nothing has happened yet.
   *
   * @param calm how long nothing has to happen
   */
  CalmAfterWork(Duration calm) {
    this.calm = calm;
  }

  /**
   * Whether to collect now.
   *
   * @param collections of the whole heap, so far
   */
  boolean isReached(long collections, Instant now) {
    if (collections == settled) {
      return false;
    }
    if (collections != seen) {
      seen = collections;
      since = now;
    }
    return !now.isBefore(since.plus(calm));
  }

  /**
   * One collection was for this; only those after it count as work.
   *
   * @param collections with that one
   */
  void settle(long collections) {
    settled = collections;
    seen = collections;
  }
}
