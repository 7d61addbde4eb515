// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemeasurementIntervalTest {
  private static final Instant END = Instant.parse("2026-11-21T10:00:00Z");

  private static Optional<Instant> due(@Nullable String interval, @Nullable String completedAt) {
    return due(interval, completedAt, "job-uid");
  }

  private static Optional<Instant> due(
      @Nullable String interval, @Nullable String completedAt, String jobUid) {
    var options = new VerificationOptions();
    options.interval = interval;
    var run = new MeasurementStatus();
    run.jobUid = jobUid;
    run.completedAt = completedAt;
    return RemeasurementInterval.next(options, run, null, Absence.NONE, true, Instant.EPOCH)
        .map(RemeasurementInterval.Due::at);
  }

  @ParameterizedTest
  @CsvSource({"30m,PT30M", "24h,PT24H", "7d,P7D", "9999d,P9999D", "1m,PT10M"})
  void nextRunIsDueAfterTheIntervalGiveOrTakeATenth(String text, Duration interval) {
    Duration tenth = interval.dividedBy(10);
    assertThat(due(text, END.toString()).orElseThrow())
        .isBetween(END.plus(interval).minus(tenth), END.plus(interval).plus(tenth));
  }

  @Test
  void modelsThatWereMeasuredTogetherPart() {
    assertThat(
            IntStream.range(0, 50)
                .mapToObj(i -> due("24h", END.toString(), "job-" + i).orElseThrow())
                .distinct()
                .count())
        .isGreaterThan(40);
    assertThat(due("24h", END.toString())).isEqualTo(due("24h", END.toString()));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "0h", "24", "24 h", "-1h", "99999999999h", "1.5h"})
  void withoutAnIntervalNoneIsDue(@Nullable String interval) {
    assertThat(due(interval, END.toString())).isEmpty();
  }

  private static RemeasurementInterval.Due next(
      @Nullable String lastLook, boolean comparable, Duration after) {
    var options = new VerificationOptions();
    options.interval = "24h";
    options.fingerprintInterval = "30m";
    var run = new MeasurementStatus();
    run.jobUid = "job-uid";
    run.completedAt = END.toString();
    return RemeasurementInterval.next(
            options, run, lastLook, Absence.NONE, comparable, END.plus(after))
        .orElseThrow();
  }

  @Test
  void looksComeBetweenMeasurements() {
    var first = next(null, true, Duration.ofHours(1));
    assertThat(first.kind()).isEqualTo(MeasurementKind.Fingerprint);
    assertThat(first.at())
        .isBetween(END.plus(Duration.ofMinutes(27)), END.plus(Duration.ofMinutes(33)));

    Instant looked = END.plus(Duration.ofHours(2));
    var second = next(looked.toString(), true, Duration.ofHours(2));
    assertThat(second.kind()).isEqualTo(MeasurementKind.Fingerprint);
    assertThat(second.at()).isEqualTo(first.at().plus(Duration.ofHours(2))).isAfter(looked);
  }

  @Test
  void fullMeasurementWinsWhenBothAreDue() {
    assertThat(next(null, true, Duration.ofHours(30)).kind()).isEqualTo(MeasurementKind.Full);
    String looked = END.plus(Duration.ofHours(29)).toString();
    assertThat(next(looked, true, Duration.ofHours(30)).kind()).isEqualTo(MeasurementKind.Full);
  }

  @Test
  void withoutAFingerprintAMeasurementTakesThePlaceOfALook() {
    var due = next(null, false, Duration.ofHours(1));
    assertThat(due.kind()).isEqualTo(MeasurementKind.Full);
    assertThat(due.at()).isBefore(END.plus(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026-11-20T10:00:00Z"})
  void lookThatCannotBeReadOrIsOlderThanTheMeasurementDoesNotCount(String lastLook) {
    assertThat(next(lastLook, true, Duration.ZERO)).isEqualTo(next(null, true, Duration.ZERO));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "yesterday")
  void afterAnEndThatCannotBeReadNoneIsDue(@Nullable String completedAt) {
    assertThat(due("24h", completedAt)).isEmpty();
  }
}
