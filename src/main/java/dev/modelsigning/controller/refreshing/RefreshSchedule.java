// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.refreshing;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.ModelTrustRootStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a trusted root is fetched. The status keeps when, so that a restart of the operator neither
 * forgets a pause nor begins one anew.
 */
public final class RefreshSchedule {
  private static final Duration SHORTEST = Duration.ofMinutes(10);
  private static final Duration DAILY = Duration.ofHours(24);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int MOST_FAILURES = 1_000_000;
  private static final int DOUBLINGS = 6;
  private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,3})([mhd])");

  private RefreshSchedule() {}

  /** The interval as the resource has it, at least ten minutes; a day if it has none. */
  public static Duration interval(@Nullable String declared) {
    Matcher matcher = INTERVAL.matcher(Objects.requireNonNullElse(declared, ""));
    if (!matcher.matches()) {
      return DAILY;
    }
    long number = Long.parseLong(matcher.group(1));
    Duration interval =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
  }

  /**
   * When the root has to be fetched next: at once after an edit, and when nothing that was fetched
   * can be used; at the end of the pause after a failure; otherwise after the interval.
   *
   * @param last when what can be used was fetched
   */
  public static Instant due(
      ModelTrustRoot root, Optional<Instant> last, Duration interval, Instant now) {
    ModelTrustRootStatus status = root.getStatus();
    boolean edited =
        status == null
            || !Objects.equals(status.observedGeneration, root.getMetadata().getGeneration());
    if (edited || (last.isEmpty() && failures(root) == 0)) {
      return now;
    }
    // A time that somebody wrote, or that is left from a longer interval, delays nothing.
    Instant latest = now.plus(interval);
    return time(status.nextRefresh)
        .or(() -> last.map(fetched -> fetched.plus(interval)))
        .filter(next -> !next.isAfter(latest))
        .orElse(now);
  }

  /** How many fetches have failed since the last one that succeeded. */
  public static int failures(ModelTrustRoot root) {
    var status = root.getStatus();
    return status == null || status.refreshFailures == null
        ? 0
        : Math.clamp(status.refreshFailures, 0, MOST_FAILURES);
  }

  /**
   * The pause after a failure: a minute, doubled with each further one, up to an hour.
   *
   * @param failures how many have failed, with this one
   */
  public static Duration pause(int failures, Duration interval) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1, 0, DOUBLINGS));
    Duration longest = interval.compareTo(LONGEST_PAUSE) < 0 ? interval : LONGEST_PAUSE;
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  private static Optional<Instant> time(@Nullable String written) {
    try {
      return Optional.ofNullable(written).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
