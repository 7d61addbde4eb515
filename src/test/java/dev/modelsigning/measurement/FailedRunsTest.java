// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What a measuring run fails by or is given up for, and what is said of it. */
final class FailedRunsTest extends MeasurementStepScenario {
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
}
