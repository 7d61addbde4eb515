// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits for a limited time: a job occupies a place of its ClusterModelSigningJob meanwhile. The
 * time counts from the beginning of the wait, which the status records; a job may have hashed for
 * hours before, or have been created while no operator ran.
 */
final class SigningPatience {
  /** How long a job waits for its claim to be bound, and how long for writers to end. */
  static final Duration LIMIT = Duration.ofMinutes(10);

  private final Clock clock;

  SigningPatience(Clock clock) {
    this.clock = clock;
  }

  /** Waits, or fails when the job has waited for the same for too long. */
  SigningOutcome await(
      SigningFacts facts,
      Optional<MeasurementStatus> run,
      Reason reason,
      String message,
      Duration requeueAfter) {
    Instant now = clock.instant();
    Instant since =
        Optional.ofNullable(facts.job().getStatus())
            .filter(status -> waitsFor(status, reason))
            .map(status -> Instant.parse(status.waitingSince))
            .orElse(now);
    return now.isAfter(since.plus(LIMIT))
        ? new SigningOutcome.Failed(reason, message + " (waited " + LIMIT.toMinutes() + " minutes)")
        : new SigningOutcome.Waiting(reason, message, Optional.of(since), run, requeueAfter);
  }

  /** An error in between does not end a wait. */
  private static boolean waitsFor(ModelSigningJobStatus status, Reason reason) {
    return status.waitingSince != null
        && Reason.of(status.reason)
            .filter(recorded -> recorded == reason || recorded == Reason.CheckFailed)
            .isPresent();
  }
}
