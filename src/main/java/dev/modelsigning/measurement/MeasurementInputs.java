// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one step of a measurement depends on.
 *
 * @param status the run recorded in the owner's status
 * @param basis what the measurement has to be about now
 * @param jobs all measuring Jobs of the owner, from a cache
 * @param pods all measuring pods of the owner, from a cache
 * @param writersSince pods that mount the claim for writing, now or at any time since an instant
 * @param attachedTo the only node that can mount the volume now, if there is one
 */
public record MeasurementInputs(
    Optional<MeasurementStatus> status,
    MeasurementBasis basis,
    List<Job> jobs,
    List<Pod> pods,
    Function<Instant, List<String>> writersSince,
    Optional<String> attachedTo) {
  /** Copies. */
  public MeasurementInputs {
    jobs = List.copyOf(jobs);
    pods = List.copyOf(pods);
  }

  /** The same with one more Job. */
  MeasurementInputs with(Job job) {
    List<Job> known = new ArrayList<>(jobs);
    known.add(job);
    return new MeasurementInputs(status, basis, known, pods, writersSince, attachedTo);
  }

  /** The recorded run that goes on and whose Job is not among them. */
  Optional<MeasurementStatus> runWithoutItsJob() {
    return status
        .filter(run -> run.jobUid != null && run.completedAt == null && run.retryAt == null)
        .filter(run -> jobs.stream().noneMatch(j -> run.jobUid.equals(j.getMetadata().getUid())));
  }
}
