// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.measurement.job.MeasurementRequest;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What is decided about a pod that has ended: no API server is asked. */
class MeasurementRunnerTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A guard that is in force, and was changed at some time. */
  private record ChangedGuard(Instant at) implements GuardState {
    @Override
    public boolean installed() {
      return true;
    }

    @Override
    public boolean installedSince(Instant start) {
      return at.isBefore(start);
    }

    @Override
    public String missing() {
      return "";
    }
  }

  private static final GuardState UNTOUCHED = new ChangedGuard(START.minusSeconds(1));
  private static final MeasurementRequest LOOK = Runs.request().as(MeasurementKind.Fingerprint);

  private static List<String> arguments(MeasurementRequest request) {
    return JobTemplate.podSpec(request, Runs.RUN, Runs.IMAGE).getContainers().getFirst().getArgs();
  }

  private static MeasurementProgress endedUnder(GuardState guard) throws Exception {
    return ended(
        guard,
        Runs.request(),
        Runs.request(),
        Runs.report(Runs.RUN.nonce(), Runs.JOB_UID, "Refused"));
  }

  private static MeasurementProgress ended(
      GuardState guard, MeasurementRequest wanted, MeasurementRequest ran, TerminationReport report)
      throws Exception {
    return ended(guard, wanted, ran, report, Optional.empty());
  }

  private static MeasurementProgress ended(
      GuardState guard,
      MeasurementRequest wanted,
      MeasurementRequest ran,
      TerminationReport report,
      Optional<String> askedMeanwhile)
      throws Exception {
    MeasurementStatus run = new MeasurementStatus();
    run.jobName = Runs.RUN.jobName();
    run.jobUid = Runs.JOB_UID;
    run.nonce = Runs.RUN.nonce();
    run.generation = 3L;
    run.volumeIdentity = Runs.IDENTITY;
    run.startedAt = START.toString();
    try (var unconnected = new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      var runner =
          new MeasurementRunner(
              new MeasurementJobs(unconnected, Clock.systemUTC()),
              new KubernetesPodLogs(unconnected),
              guard,
              () -> Runs.IMAGE,
              new MeasurementRunner.Settings(new RetryPolicy(PAUSE, PAUSE), PAUSE),
              Clock.fixed(START.plusSeconds(60), ZoneOffset.UTC),
              RandomGenerator.getDefault());
      return runner.advance(
          wanted,
          new MeasurementInputs(
              Optional.of(run),
              new MeasurementBasis(
                  3,
                  Runs.IDENTITY,
                  Optional.empty(),
                  Optional.empty(),
                  askedMeanwhile,
                  Optional.empty()),
              List.of(Runs.job()),
              List.of(
                  Runs.endedPod(report.toJson())
                      .editSpec()
                      .editFirstContainer()
                      .withArgs(arguments(ran))
                      .endContainer()
                      .endSpec()
                      .build()),
              since -> List.of(),
              Optional.empty()));
    }
  }

  @Test
  void lookAtTheMetadataNeedsNoEvidenceInTheLog() throws Exception {
    assertThat(ended(UNTOUCHED, LOOK, LOOK, Runs.report()))
        .isInstanceOfSatisfying(
            MeasurementProgress.Completed.class,
            completed -> assertThat(completed.measured().manifest()).isEmpty());
  }

  @Test
  void refusesALookAtTheMetadataInPlaceOfAMeasurement() throws Exception {
    assertThat(ended(UNTOUCHED, Runs.request(), LOOK, Runs.report()))
        .isInstanceOfSatisfying(
            MeasurementProgress.Postponed.class,
            postponed -> {
              assertThat(postponed.reason()).isEqualTo(Reason.SpecChanged);
              assertThat(postponed.message()).contains("args", "hint: exempt pods");
              assertThat(postponed.requeueAfter()).isEqualTo(RunEnd.AFTER_FINAL);
            });
  }

  @Test
  void runThatFailsIsFollowedAtOnceByTheOneThatWasAskedForMeanwhile() throws Exception {
    assertThat(ended(UNTOUCHED, Runs.request(), LOOK, Runs.report(), Optional.of("at ten")))
        .isInstanceOfSatisfying(
            MeasurementProgress.Postponed.class,
            postponed ->
                assertThat(postponed.requeueAfter()).isLessThanOrEqualTo(Duration.ofSeconds(1)));
  }

  @Test
  void resultIsTakenUnderAGuardThatNobodyTouched() throws Exception {
    assertThat(endedUnder(UNTOUCHED)).isInstanceOf(MeasurementProgress.Completed.class);
  }

  @Test
  void refusesTheResultOfARunDuringWhichTheGuardWasAwayForAMoment() throws Exception {
    assertThat(endedUnder(new ChangedGuard(START.plusSeconds(30))))
        .isInstanceOfSatisfying(
            MeasurementProgress.Postponed.class,
            postponed -> assertThat(postponed.reason()).isEqualTo(Reason.GuardMissing));
  }
}
