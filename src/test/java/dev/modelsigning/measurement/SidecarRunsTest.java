// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs whose pod lives on after the measuring container has ended. */
class SidecarRunsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static MeasurementStep next(Pod pod) {
    MeasurementStatus run = new MeasurementStatus();
    run.jobName = Runs.RUN.jobName();
    run.jobUid = Runs.JOB_UID;
    run.nonce = Runs.RUN.nonce();
    run.generation = 3L;
    run.volumeIdentity = Runs.IDENTITY;
    run.startedAt = NOW.toString();
    return MeasurementStep.next(
        new MeasurementInputs(
            Optional.of(run),
            new MeasurementBasis(3, Runs.IDENTITY, Optional.empty(), Optional.empty()),
            List.of(Runs.job()),
            List.of(pod),
            since -> List.of(),
            Optional.empty()),
        NOW);
  }

  /** A pod whose measuring container has ended, beside another container that has not. */
  private static Pod besideASidecar(int exitCode) {
    return Runs.endedPod()
        .editStatus()
        .withPhase("Running")
        .editFirstContainerStatus()
        .editState()
        .editTerminated()
        .withExitCode(exitCode)
        .endTerminated()
        .endState()
        .endContainerStatus()
        .addNewContainerStatus()
        .withName("istio-proxy")
        .withNewState()
        .withNewRunning("2026-11-21T10:00:00Z")
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  @Test
  void runEndsWithItsContainerWhateverSidecarLivesOn() {
    Pod pod = besideASidecar(0);
    assertThat(next(pod)).isEqualTo(new MeasurementStep.Judge(pod));
  }

  @Test
  void runFailsWithItsContainerWhateverSidecarLivesOn() {
    assertThat(next(besideASidecar(20)))
        .isInstanceOfSatisfying(
            MeasurementStep.Fail.class,
            fail -> assertThat(fail.failure().message()).contains("exit code 20"));
  }
}
