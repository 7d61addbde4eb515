// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.modelsignature.Assessment.Blocked;
import dev.modelsigning.measurement.GuardState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what a missing guard means. A guard that was in force and is gone ends the run, since
 * anybody could have written for its pod. A process that has just started has not seen the guard
 * yet: the run of its predecessor waits, and is judged only once the guard is in force.
 */
final class GuardWatch {
  /** How long a process that has just started waits to see the guard. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration RECHECK_AT_START = Duration.ofSeconds(1);

  private final GuardState guard;
  private final Duration recheck;
  private final Clock clock;
  private final Instant startedAt;
  private volatile boolean seen;

  /**
   * Begins to watch now.
   *
   * @param recheck how often a guard that is gone is looked for
   */
  GuardWatch(GuardState guard, Duration recheck, Clock clock) {
    this.guard = guard;
    this.recheck = recheck;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** Whether the guard is in force now. */
  boolean isInForce() {
    return guard.installed();
  }

  /**
   * Why nothing may be measured; empty when the guard is in force. The run stays on record only
   * while its guard may still be seen.
   *
   * @param running the run under way
   */
  Optional<Blocked> obstacle(Optional<MeasurementStatus> running) {
    if (guard.installed()) {
      seen = true;
      return Optional.empty();
    }
    VerdictFinding finding = VerdictFinding.unknown(Reason.GuardMissing, guard.missing());
    boolean starting = !seen && clock.instant().isBefore(startedAt.plus(PATIENCE));
    return Optional.of(
        starting
            ? new Blocked(finding, running, Optional.of(RECHECK_AT_START))
            : new Blocked(finding, Optional.of(recheck)));
  }
}
