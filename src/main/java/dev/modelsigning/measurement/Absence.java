// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A time during which no operator saw what pods did. A writer that came and went in it is known to
 * nobody, so what was measured before its end is looked at again.
 *
 * @param since when an operator last gave a sign of life
 * @param until when one began to look again
 */
public record Absence(Instant since, Instant until) {
  /** Nothing was missed. */
  public static final Absence NONE = new Absence(Instant.EPOCH, Instant.EPOCH);

  /** Shorter ones are ordinary: a restart, an upgrade. */
  private static final Duration ORDINARY = Duration.ofSeconds(30);

  private static final Duration LONGEST_SPREAD = Duration.ofMinutes(10);

  /** The absence that ends now, unless it is an ordinary one. */
  public static Absence before(Instant now, @Nullable Instant lastSign) {
    return lastSign == null || lastSign.plus(ORDINARY).isAfter(now)
        ? NONE
        : new Absence(lastSign, now);
  }

  /** Whether a look of this time may have come before a writer that nobody saw. */
  boolean follows(Instant look) {
    return look.isBefore(until);
  }

  /** When the files of a run are looked at: models one after the other, within half the absence. */
  Instant lookAt(MeasurementStatus completed) {
    Duration half = Duration.between(since, until).dividedBy(2);
    Duration spread = half.compareTo(LONGEST_SPREAD) < 0 ? half : LONGEST_SPREAD;
    int part = Math.floorMod(Objects.hashCode(completed.jobUid), 1000);
    return until.plus(spread.multipliedBy(part).dividedBy(1000));
  }
}
