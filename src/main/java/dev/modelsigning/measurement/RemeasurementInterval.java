// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a model is measured again, or its metadata is looked at, although nothing is known to have
 * changed. Each run shifts its successor by up to a tenth of the interval, so that models that were
 * created together part.
 */
public final class RemeasurementInterval {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})([mhd])");
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  /** Parts of the interval by which a successor may be shifted, either way. */
  private static final int TENTH = 10;

  private static final int STEPS = 1000;

  /**
   * A run that follows a completed measurement.
   *
   * @param kind what it does
   * @param at when it is due
   */
  public record Due(MeasurementKind kind, Instant at) {}

  /** A full measurement that somebody asks for. */
  public static final Due AT_ONCE = new Due(MeasurementKind.Full, Instant.EPOCH);

  private RemeasurementInterval() {}

  /**
   * The run that follows a completed measurement; empty when none is wanted. When both kinds are
   * due, it is the full one, which proves more.
   *
   * @param lastLook when the fingerprint was last found unchanged, as the status says
   * @param absence what was measured or looked at before its end is looked at again
   * @param comparable whether the measurement left a fingerprint; otherwise there is nothing to
   *     compare, and a full measurement takes the place of a look
   */
  public static Optional<Due> next(
      VerificationOptions options,
      MeasurementStatus completed,
      @Nullable String lastLook,
      Absence absence,
      boolean comparable,
      Instant now) {
    Optional<Instant> end = instant(completed.completedAt);
    MeasurementKind cheapest = comparable ? MeasurementKind.Fingerprint : MeasurementKind.Full;
    Optional<Due> missed =
        latest(end, instant(lastLook))
            .filter(absence::follows)
            .map(since -> new Due(cheapest, absence.lookAt(completed)));
    Optional<Due> full =
        end.flatMap(since -> due(MeasurementKind.Full, options.interval, since, completed));
    Optional<Due> look =
        latest(end, instant(lastLook))
            .flatMap(since -> due(cheapest, options.fingerprintInterval, since, completed));
    return full.filter(run -> !now.isBefore(run.at()))
        .or(
            () ->
                Stream.of(full, look, missed)
                    .flatMap(Optional::stream)
                    .min(Comparator.comparing(Due::at)));
  }

  private static Optional<Due> due(
      MeasurementKind kind, @Nullable String text, Instant since, MeasurementStatus completed) {
    return of(text)
        .map(interval -> new Due(kind, since.plus(interval).plus(shift(interval, completed))));
  }

  /** A look says nothing about a measurement after it. */
  private static Optional<Instant> latest(Optional<Instant> end, Optional<Instant> look) {
    return end.map(measured -> look.filter(measured::isBefore).orElse(measured));
  }

  /** A text that the API server would refuse means no interval, as if the field were absent. */
  private static Optional<Duration> of(@Nullable String text) {
    Matcher parts = FORM.matcher(Objects.requireNonNullElse(text, ""));
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

  private static Optional<Instant> instant(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
