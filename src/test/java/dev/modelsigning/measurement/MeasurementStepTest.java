// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which step of a measurement comes next, by what is recorded and what the cluster has. */
final class MeasurementStepTest extends MeasurementStepScenario {
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
