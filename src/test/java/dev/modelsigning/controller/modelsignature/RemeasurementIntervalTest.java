// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

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
    return RemeasurementInterval.due(options, run);
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

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "yesterday")
  void afterAnEndThatCannotBeReadNoneIsDue(@Nullable String completedAt) {
    assertThat(due("24h", completedAt)).isEmpty();
  }
}
