// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a model is measured again although nothing is known to have changed. Each run shifts its
 * successor by up to a tenth of the interval, so that models that were created together part.
 */
final class RemeasurementInterval {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})([mhd])");
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  /** Parts of the interval by which a successor may be shifted, either way. */
  private static final int TENTH = 10;

  private static final int STEPS = 1000;

  private RemeasurementInterval() {}

  /** When the run that follows a completed one is due; empty when none is wanted. */
  static Optional<Instant> due(VerificationOptions options, MeasurementStatus completed) {
    return of(options)
        .flatMap(
            interval ->
                ended(completed).map(end -> end.plus(interval).plus(shift(interval, completed))));
  }

  /** A text that the API server would refuse means no interval, as if the field were absent. */
  private static Optional<Duration> of(VerificationOptions options) {
    Matcher parts = FORM.matcher(Objects.requireNonNullElse(options.interval, ""));
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    Duration interval =
        switch (parts.group(2)) {
          case "d" -> Duration.ofDays(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofMinutes(number);
        };
    return Optional.of(interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval);
  }

  private static Duration shift(Duration interval, MeasurementStatus completed) {
    int step = Math.floorMod(Objects.hashCode(completed.jobUid), 2 * STEPS) - STEPS;
    return interval.multipliedBy(step).dividedBy((long) STEPS * TENTH);
  }

  private static Optional<Instant> ended(MeasurementStatus completed) {
    try {
      return Optional.ofNullable(completed.completedAt).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
