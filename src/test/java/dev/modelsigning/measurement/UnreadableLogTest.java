// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.measurement.acceptance.Acceptance;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What follows when a pod has ended well and nobody gets at its log. */
class UnreadableLogTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Settable clock = new Settable();
  private final RunEnd end =
      new RunEnd(
          new UnreachableKubelet(),
          new RetryPolicy(Duration.ofSeconds(10), Duration.ofMinutes(10)),
          clock);

  private static final class Settable extends Clock {
    private Instant now = START;

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private static final class UnreachableKubelet implements PodLogs {
    @Override
    public InputStream open(String namespace, String pod, String container) throws IOException {
      throw new IOException("dial tcp 10.0.0.7:10250: i/o timeout");
    }

    @Override
    public String tail(String namespace, String pod, String container, int lines) {
      return "";
    }
  }

  private MeasurementProgress read() {
    MeasurementStatus run = new MeasurementStatus();
    run.jobName = Runs.RUN.jobName();
    run.jobUid = Runs.JOB_UID;
    run.generation = 3L;
    run.volumeIdentity = Runs.IDENTITY;
    run.startedAt = START.toString();
    run.attempts = 2;
    return end.accepted(
        Runs.request(),
        new MeasurementInputs(
            Optional.of(run),
            new MeasurementBasis(3, Runs.IDENTITY, Optional.empty(), Optional.empty()),
            List.of(Runs.job()),
            List.of(),
            since -> List.of(),
            Optional.empty()),
        Runs.endedPod().build(),
        new Acceptance.Accepted(Runs.report(), List.of()));
  }

  @Test
  void statusSaysAtOnceWhyTheResultIsNotRead() {
    assertThat(read())
        .isInstanceOfSatisfying(
            MeasurementProgress.Underway.class,
            underway -> {
              assertThat(underway.message()).contains("10250", "hint: let the API server reach");
              assertThat(underway.status().completedAt).isNull();
              assertThat(underway.status().retryAt).isNull();
            });
  }

  @Test
  void pausesGrowUntilTheModelIsMeasuredAgainAfterAPause() {
    List<Duration> pauses = new ArrayList<>();
    MeasurementProgress progress = read();
    while (progress instanceof MeasurementProgress.Underway underway) {
      pauses.add(underway.requeueAfter());
      clock.advance(underway.requeueAfter());
      progress = read();
    }

    assertThat(pauses).isSorted().startsWith(Duration.ofSeconds(2)).endsWith(Duration.ofMinutes(1));
    assertThat(pauses.size()).isLessThan(25);
    assertThat(clock.instant()).isBetween(START.plusSeconds(600), START.plusSeconds(660));
    assertThat(progress)
        .isInstanceOfSatisfying(
            MeasurementProgress.Postponed.class,
            postponed -> {
              assertThat(postponed.reason()).isEqualTo(Reason.LogUnreadable);
              assertThat(postponed.message()).contains("10250", "hint: ");
              assertThat(postponed.status().attempts).isEqualTo(3);
              assertThat(postponed.requeueAfter()).isEqualTo(Duration.ofSeconds(40));
            });
  }
}
