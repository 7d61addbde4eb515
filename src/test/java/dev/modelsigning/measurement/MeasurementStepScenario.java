// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A measurement that is recorded as begun, and the step that comes next. */
abstract class MeasurementStepScenario {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final MeasurementBasis BASIS =
      new MeasurementBasis(3, Runs.IDENTITY, Optional.empty(), Optional.empty());

  static MeasurementStatus recorded() {
    MeasurementStatus status = new MeasurementStatus();
    status.jobName = Runs.RUN.jobName();
    status.nonce = Runs.RUN.nonce();
    status.generation = 3L;
    status.volumeIdentity = Runs.IDENTITY;
    status.startedAt = NOW.toString();
    return status;
  }

  static MeasurementStatus withJob() {
    MeasurementStatus status = recorded();
    status.jobUid = Runs.JOB_UID;
    return status;
  }

  static MeasurementStep next(@Nullable MeasurementStatus status, List<Job> jobs, List<Pod> pods) {
    return next(status, jobs, pods, Optional.empty());
  }

  static MeasurementStep next(
      @Nullable MeasurementStatus status,
      List<Job> jobs,
      List<Pod> pods,
      Optional<String> attachedTo) {
    return MeasurementStep.next(
        new MeasurementInputs(
            Optional.ofNullable(status), BASIS, jobs, pods, since -> List.of(), attachedTo),
        NOW);
  }
}
