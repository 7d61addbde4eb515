// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked at again after no operator ran. */
final class AbsenceTest {
  private static final Instant GONE = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant BACK = GONE.plus(Duration.ofMinutes(2));
  private static final Absence ABSENCE = Absence.before(BACK, GONE);

  private static Optional<RemeasurementInterval.Due> next(
      Instant completedAt, @Nullable Instant lastLook, boolean comparable) {
    var run = new MeasurementStatus();
    run.jobUid = "job-uid";
    run.completedAt = completedAt.toString();
    return RemeasurementInterval.next(
        new VerificationOptions(),
        run,
        lastLook == null ? null : lastLook.toString(),
        ABSENCE,
        comparable,
        BACK);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 29})
  void restartsAreOrdinary(int seconds) {
    assertThat(Absence.before(GONE.plusSeconds(seconds), GONE)).isEqualTo(Absence.NONE);
  }

  @Test
  void firstOperatorMissedNothing() {
    assertThat(Absence.before(BACK, null)).isEqualTo(Absence.NONE);
  }

  @Test
  void modelThatWasMeasuredBeforeIsLookedAtSoonAfter() {
    var due = next(GONE.minusSeconds(1), null, true).orElseThrow();
    assertThat(due.kind()).isEqualTo(MeasurementKind.Fingerprint);
    assertThat(due.at()).isBetween(BACK, BACK.plus(Duration.ofMinutes(1)));
  }

  @Test
  void modelWithoutAFingerprintIsMeasured() {
    assertThat(next(GONE, null, false).orElseThrow().kind()).isEqualTo(MeasurementKind.Full);
  }

  @Test
  void nothingIsDueOnceItWasMeasuredOrLookedAtAfterTheAbsence() {
    assertThat(next(BACK, null, true)).isEmpty();
    assertThat(next(GONE, BACK.plusSeconds(3), true)).isEmpty();
    assertThat(next(GONE, GONE.plusSeconds(1), true)).isPresent();
  }
}
