// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.measurement.job.JobTemplate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeasurementStepTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final MeasurementBasis BASIS =
      new MeasurementBasis(3, Runs.IDENTITY, Optional.empty(), Optional.empty());

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

  private static MeasurementStep next(
      @Nullable MeasurementStatus status, List<Job> jobs, List<Pod> pods) {
    return next(status, jobs, pods, Optional.empty());
  }

  private static MeasurementStep next(
      @Nullable MeasurementStatus status,
      List<Job> jobs,
      List<Pod> pods,
      Optional<String> attachedTo) {
    return MeasurementStep.next(
        new MeasurementInputs(
            Optional.ofNullable(status), BASIS, jobs, pods, since -> List.of(), attachedTo),
        NOW);
  }

  private static MeasurementStatus boundTo(@Nullable String node) {
    MeasurementStatus status = withJob();
    status.nodeName = node;
    return status;
  }

  private static MeasurementStep waiting(
      @Nullable String boundTo, Pod pod, @Nullable String attachedTo) {
    return next(
        boundTo(boundTo), List.of(Runs.job()), List.of(pod), Optional.ofNullable(attachedTo));
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
            fail -> assertThat(fail.failure().reason()).isEqualTo(Reason.JobDeleted));
  }

  @Test
  void failsWithTheContainersMessage() {
    assertThat(messageOfARunThatEndedWith(20)).contains("exit code 20", "the pod's log");
  }

  @Test
  void saysThatMemoryIsMissingWhereJavaDidNotStart() {
    assertThat(messageOfARunThatEndedWith(1)).contains("exit code 1,", "raise limits.memory");
  }

  private static String messageOfARunThatEndedWith(int code) {
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
            .withExitCode(code)
            .endTerminated()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    return ((MeasurementStep.Fail) next(withJob(), List.of(failed), List.of(pod)))
        .failure()
        .message();
  }

  @Test
  void namesAHintWhenTimeOrMemoryRanOut() {
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
              assertThat(failure.reason()).isEqualTo(Reason.TimedOut);
              assertThat(failure.message()).contains("timeoutSeconds");
            });
  }

  private static Job outOfTime(@Nullable Integer failedPods) {
    return new JobBuilder(Runs.job())
        .withNewStatus()
        .withFailed(failedPods)
        .addNewCondition()
        .withType("FailureTarget")
        .withStatus("True")
        .withReason("DeadlineExceeded")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Pod waitingFor(String reason) {
    return new PodBuilder(Runs.pending("node-1"))
        .editStatus()
        .addNewContainerStatus()
        .withName(JobTemplate.CONTAINER)
        .withNewState()
        .withNewWaiting("no such image", reason)
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static void assertTimedOut(MeasurementStep step) {
    assertThat(step)
        .isInstanceOfSatisfying(
            MeasurementStep.Fail.class,
            fail -> assertThat(fail.failure().reason()).isEqualTo(Reason.TimedOut));
  }

  @Test
  void runWhosePodWasNeverCreatedScheduledOrPulledDidNotTimeOut() {
    Pod unscheduled = Runs.pending(null);
    Pod unpulled = waitingFor("ImagePullBackOff");

    assertThat(next(withJob(), List.of(outOfTime(null)), List.of()))
        .isEqualTo(new MeasurementStep.GiveUp(Optional.empty()));
    assertThat(next(withJob(), List.of(outOfTime(1)), List.of(unscheduled)))
        .isEqualTo(new MeasurementStep.GiveUp(Optional.of(unscheduled)));
    assertThat(next(withJob(), List.of(outOfTime(1)), List.of(unpulled)))
        .isEqualTo(new MeasurementStep.GiveUp(Optional.of(unpulled)));
  }

  @Test
  void runWhosePodRanOrMayHaveRunTimedOut() {
    Pod ended = Runs.endedPod().editStatus().withPhase("Failed").endStatus().build();

    assertTimedOut(next(withJob(), List.of(outOfTime(1)), List.of(Runs.running())));
    assertTimedOut(next(withJob(), List.of(outOfTime(1)), List.of(ended)));
    assertTimedOut(next(withJob(), List.of(outOfTime(1)), List.of()));
    assertTimedOut(next(withJob(), List.of(outOfTime(2)), List.of(Runs.pending(null))));
  }

  @Test
  void runWhosePodWaitsForItsVolumeTimedOut() {
    assertTimedOut(next(withJob(), List.of(outOfTime(1)), List.of(Runs.pending("node-1"))));
    assertTimedOut(
        next(withJob(), List.of(outOfTime(1)), List.of(waitingFor("CreateContainerConfigError"))));
  }

  private static MeasurementStep at(Instant now, Pod pod) {
    Job begun =
        new JobBuilder(Runs.job())
            .editSpec()
            .withActiveDeadlineSeconds(3600L)
            .endSpec()
            .withNewStatus()
            .withActive(1)
            .withStartTime(NOW.toString())
            .endStatus()
            .build();
    return MeasurementStep.next(
        new MeasurementInputs(
            Optional.of(withJob()),
            BASIS,
            List.of(begun),
            List.of(pod),
            since -> List.of(),
            Optional.empty()),
        now);
  }

  @Test
  void givesARunUpWhilePodAndCauseAreStillThereToBeSeen() {
    Pod unscheduled = Runs.pending(null);

    assertThat(at(NOW.plusSeconds(3539), unscheduled)).isInstanceOf(MeasurementStep.Watch.class);
    assertThat(at(NOW.plusSeconds(3540), unscheduled))
        .isEqualTo(new MeasurementStep.GiveUp(Optional.of(unscheduled)));
    assertThat(at(NOW.plusSeconds(3599), Runs.running())).isInstanceOf(MeasurementStep.Watch.class);
    assertThat(at(NOW.plusSeconds(3599), Runs.pending("node-1")))
        .isInstanceOf(MeasurementStep.Watch.class);
  }

  @Test
  void beginsAgainWhenTheVolumeLeftTheNodeBeforeThePodStarted() {
    Pod unscheduled = Runs.pending(null);
    assertThat(waiting("node-1", unscheduled, "node-2")).isEqualTo(new MeasurementStep.Begin());
    assertThat(waiting("node-1", unscheduled, null)).isEqualTo(new MeasurementStep.Begin());
    assertThat(waiting("node-1", Runs.pending("node-1"), "node-2"))
        .isEqualTo(new MeasurementStep.Begin());
    assertThat(next(boundTo("node-1"), List.of(Runs.job()), List.of(), Optional.of("node-2")))
        .isEqualTo(new MeasurementStep.Begin());
  }

  @Test
  void beginsAgainWhenTheVolumeIsInUseElsewhereThanThePodWasSent() {
    assertThat(waiting(null, Runs.pending("node-1"), "node-2"))
        .isEqualTo(new MeasurementStep.Begin());
  }

  @Test
  void waitsForAPodThatCanStillStart() {
    Pod unscheduled = Runs.pending(null);
    Pod scheduled = Runs.pending("node-1");
    for (MeasurementStep step :
        List.of(
            waiting("node-1", unscheduled, "node-1"),
            waiting(null, unscheduled, null),
            waiting(null, unscheduled, "node-1"),
            waiting("node-1", scheduled, "node-1"),
            waiting("node-1", scheduled, null),
            waiting(null, scheduled, "node-1"))) {
      assertThat(step).isInstanceOf(MeasurementStep.Watch.class);
    }
  }

  @Test
  void runningPodIsLeftAloneWhereverTheVolumeIsSaidToBe() {
    assertThat(waiting("node-1", Runs.running(), "node-2"))
        .isInstanceOf(MeasurementStep.Watch.class);
    assertThat(waiting("node-1", Runs.running(), null)).isInstanceOf(MeasurementStep.Watch.class);
  }

  @Test
  void suspendedJobOfANodeThatTheVolumeLeftIsNotResumed() {
    Job suspended = new JobBuilder(Runs.job()).editSpec().withSuspend(true).endSpec().build();
    assertThat(next(boundTo("node-1"), List.of(suspended), List.of(), Optional.empty()))
        .isEqualTo(new MeasurementStep.Begin());
  }

  @Test
  void beginsAgainWhenTheNodeFellSilentUnderThePod() {
    Pod deleted =
        new PodBuilder(Runs.running())
            .editMetadata()
            .withDeletionTimestamp(NOW.minusSeconds(50).toString())
            .endMetadata()
            .build();
    Pod lost =
        new PodBuilder(deleted)
            .editMetadata()
            .withDeletionTimestamp(NOW.minusSeconds(61).toString())
            .endMetadata()
            .build();
    assertThat(waiting(null, deleted, null)).isInstanceOf(MeasurementStep.Watch.class);
    assertThat(waiting(null, lost, null)).isEqualTo(new MeasurementStep.Begin());
  }

  @Test
  void podThatEndedIsLeftToTheJobController() {
    Pod evicted =
        Runs.endedPod()
            .editMetadata()
            .withDeletionTimestamp(NOW.minusSeconds(61).toString())
            .endMetadata()
            .editStatus()
            .withPhase("Failed")
            .endStatus()
            .build();
    assertThat(waiting("node-1", evicted, "node-2")).isInstanceOf(MeasurementStep.Watch.class);
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
