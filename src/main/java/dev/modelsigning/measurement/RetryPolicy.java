// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import java.time.Duration;

/**
 * Pauses between failed runs: each twice as long as the previous one.
 *
 * @param initial after the first failure
 * @param longest the upper bound
 */
public record RetryPolicy(Duration initial, Duration longest) {
  /** The pause after so many failures in a row (1 or more). */
  public Duration after(int failures) {
    int doublings = Math.clamp(failures - 1L, 0, 30);
    Duration pause = initial.multipliedBy(1L << doublings);
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
