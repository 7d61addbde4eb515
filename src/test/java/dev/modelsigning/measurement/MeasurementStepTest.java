package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasurementStepTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final MeasurementBasis BASIS =
      new MeasurementBasis(3, Runs.IDENTITY, Optional.empty());

  private static MeasurementStatus recorded() {
    MeasurementStatus status = new MeasurementStatus();
    status.jobName = Runs.RUN.jobName();
    status.nonce = Runs.RUN.nonce();
    status.generation = 3L;
    status.volumeIdentity = Runs.IDENTITY;
    status.startedAt = NOW.toString();
    return status;
  }

  private static MeasurementStatus withJob() {
    MeasurementStatus status = recorded();
    status.jobUid = Runs.JOB_UID;
    return status;
  }

  private static MeasurementStep next(MeasurementStatus status, List<Job> jobs, List<Pod> pods) {
    return MeasurementStep.next(Optional.ofNullable(status), BASIS, jobs, pods, NOW);
  }

  @Test
  void beginsWhenNothingIsRecorded() {
    assertThat(next(null, List.of(), List.of())).isInstanceOf(MeasurementStep.Begin.class);
  }

  @Test
  void beginsAgainOnAnotherGenerationVolumeOrBundle() {
    MeasurementStatus generation = withJob();
    generation.generation = 2L;
    MeasurementStatus volume = withJob();
    volume.volumeIdentity = "sha256:other";
    MeasurementStatus bundle = withJob();
    bundle.bundleDigest = "sha256:other";
    for (MeasurementStatus other : List.of(generation, volume, bundle)) {
      other.completedAt = NOW.toString();
      assertThat(next(other, List.of(), List.of())).isInstanceOf(MeasurementStep.Begin.class);
    }
  }

  @Test
  void createsTheJobOnceNameAndNonceAreRecorded() {
    assertThat(next(recorded(), List.of(), List.of())).isInstanceOf(MeasurementStep.Create.class);
  }

  @Test
  void distrustsAJobWhoseUidWasNeverRecorded() {
    assertThat(next(recorded(), List.of(Runs.job()), List.of()))
        .isInstanceOf(MeasurementStep.Begin.class);
  }

  @Test
  void resumesTheJobOnceItsUidIsRecorded() {
    Job suspended = new JobBuilder(Runs.job()).editSpec().withSuspend(true).endSpec().build();
    assertThat(next(withJob(), List.of(suspended), List.of()))
        .isEqualTo(new MeasurementStep.Resume(suspended));
  }

  @Test
  void watchesARunningPod() {
    assertThat(next(withJob(), List.of(Runs.job()), List.of(Runs.running())))
        .isInstanceOf(MeasurementStep.Watch.class);
  }

  @Test
  void judgesASucceededPod() {
    Pod pod = Runs.endedPod().build();
    assertThat(next(withJob(), List.of(Runs.job()), List.of(pod)))
        .isEqualTo(new MeasurementStep.Judge(pod));
  }

  @Test
  void looksPastAForgedPod() {
    Pod forged = Runs.endedPod().editMetadata().withName("forged").endMetadata().build();
    assertThat(next(withJob(), List.of(Runs.job()), List.of(forged)))
        .isEqualTo(new MeasurementStep.Watch(Optional.empty()));
  }

  @Test
  void failsWhenTheJobWasDeletedOrReplaced() {
    Job replaced =
        new JobBuilder(Runs.job()).editMetadata().withUid("another").endMetadata().build();
    assertThat(next(withJob(), List.of(replaced), List.of()))
        .isInstanceOfSatisfying(
            MeasurementStep.Fail.class,
            fail -> assertThat(fail.failure().reason()).isEqualTo("JobDeleted"));
  }

  @Test
  void failsWithTheContainersOwnWords() {
    Job failed =
        new JobBuilder(Runs.job())
            .withNewStatus()
            .addNewCondition()
            .withType("Failed")
            .withStatus("True")
            .withReason("BackoffLimitExceeded")
            .endCondition()
            .endStatus()
            .build();
    Pod pod =
        Runs.endedPod("no report")
            .editStatus()
            .withPhase("Failed")
            .editFirstContainerStatus()
            .editState()
            .editTerminated()
            .withExitCode(20)
            .endTerminated()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    assertThat(next(withJob(), List.of(failed), List.of(pod)))
        .isInstanceOfSatisfying(
            MeasurementStep.Fail.class,
            fail -> assertThat(fail.failure().message()).contains("exit code 20"));
  }

  @Test
  void namesTheRemedyWhenTimeOrMemoryRanOut() {
    Job late =
        new JobBuilder(Runs.job())
            .withNewStatus()
            .addNewCondition()
            .withType("Failed")
            .withStatus("True")
            .withReason("DeadlineExceeded")
            .endCondition()
            .endStatus()
            .build();
    assertThat(RunFailure.of(late, List.of()))
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.reason()).isEqualTo("TimedOut");
              assertThat(failure.message()).contains("timeoutSeconds");
            });
  }

  @Test
  void restsAfterAFailureAndThenBeginsAgain() {
    MeasurementStatus failed = withJob();
    failed.retryAt = NOW.plusSeconds(10).toString();
    assertThat(next(failed, List.of(), List.of()))
        .isEqualTo(new MeasurementStep.Rest(NOW.plusSeconds(10)));
    failed.retryAt = NOW.toString();
    assertThat(next(failed, List.of(), List.of())).isInstanceOf(MeasurementStep.Begin.class);
  }

  @Test
  void keepsWhatWasAccepted() {
    MeasurementStatus done = withJob();
    done.completedAt = NOW.toString();
    assertThat(next(done, List.of(), List.of())).isInstanceOf(MeasurementStep.Keep.class);
  }
}
