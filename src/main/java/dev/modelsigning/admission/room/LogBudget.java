// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

import java.time.Duration;

/** Lines of the log for what anybody in the cluster can cause as often as they like. */
public final class LogBudget {
  private static final int LINES = 20;
  private static final Duration TIME = Duration.ofMinutes(1);

  private long began = System.nanoTime();
  private int written;

  /** Whether one more line may be written; the last one of a minute should say that it is. */
  public synchronized Line take() {
    long now = System.nanoTime();
    if (now - began > TIME.toNanos()) {
      began = now;
      written = 0;
    }
    if (written == LINES) {
      return Line.NONE;
    }
    written++;
    return written == LINES ? Line.LAST : Line.ONE;
  }

  /** Whether a line is written. */
  public enum Line {
    /** It is. */
    ONE,
    /** It is, and no further one within the minute. */
    LAST,
    /** It is not. */
    NONE
  }
}
