// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Spans of time as kubectl prints them: at most two units. */
final class Ages {
  private Ages() {}

  /** How long ago something was; {@code -} when it is not known. */
  static String since(@Nullable String time, Instant now) {
    if (time == null) {
      return "-";
    }
    try {
      Duration age = Duration.between(Instant.parse(time), now);
      return of(age.isNegative() ? Duration.ZERO : age);
    } catch (DateTimeParseException e) {
      return "-";
    }
  }

  /** Days and hours, hours and minutes, minutes and seconds, or seconds. */
  static String of(Duration span) {
    if (span.toDays() > 0) {
      return two(span.toDays(), "d", span.toHoursPart(), "h");
    }
    if (span.toHours() > 0) {
      return two(span.toHours(), "h", span.toMinutesPart(), "m");
    }
    return span.toMinutes() > 0
        ? two(span.toMinutes(), "m", span.toSecondsPart(), "s")
        : span.toSeconds() + "s";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : small + smallUnit);
  }
}
