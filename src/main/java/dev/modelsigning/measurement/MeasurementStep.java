// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.measurement.acceptance.EvidenceAcceptance;
import dev.modelsigning.measurement.acceptance.MeasuringContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What to do next about a measurement, decided from facts alone. */
sealed interface MeasurementStep {
  /** Choose a name and a nonce, and record them. */
  record Begin() implements MeasurementStep {}

  /** Create the suspended Job, and record its UID. */
  record Create() implements MeasurementStep {}

  /** Let the Job run: its UID is recorded. */
  record Resume(Job job) implements MeasurementStep {}

  /** See how far the pod is. */
  record Watch(Optional<Pod> pod) implements MeasurementStep {}

  /** The measuring container has ended with success: check whether to believe it. */
  record Judge(Pod pod) implements MeasurementStep {}

  /** The run failed. */
  record Fail(RunFailure failure) implements MeasurementStep {}

  /** The run has no time left, and its pod did not start. */
  record GiveUp(Optional<Pod> pod) implements MeasurementStep {}

  /** Wait after a failed run. */
  record Rest(Instant until) implements MeasurementStep {}

  /** Keep the evidence that was accepted on this basis. */
  record Keep() implements MeasurementStep {}

  /** The next step. */
  static MeasurementStep next(MeasurementInputs seen, Instant now) {
    if (seen.status().isEmpty() || !seen.basis().isOf(seen.status().get())) {
      return new Begin();
    }
    MeasurementStatus run = seen.status().get();
    if (run.completedAt != null) {
      return new Keep();
    }
    if (run.retryAt != null) {
      Instant until = Instant.parse(run.retryAt);
      boolean isOver = !now.isBefore(until) || seen.basis().wantsAfter(run);
      return isOver ? new Begin() : new Rest(until);
    }
    if (run.jobUid == null) {
      // A Job of that name whose UID was never recorded cannot be believed: make another.
      boolean created = seen.jobs().stream().anyMatch(job -> isNamed(job, run.jobName));
      return created ? new Begin() : new Create();
    }
    return seen.jobs().stream()
        .filter(job -> Objects.equals(job.getMetadata().getUid(), run.jobUid))
        .findFirst()
        .map(job -> running(job, run, seen, now))
        .orElseGet(() -> new Fail(RunFailure.jobGone(run.jobName)));
  }

  private static MeasurementStep running(
      Job job, MeasurementStatus run, MeasurementInputs seen, Instant now) {
    List<Pod> ours =
        seen.pods().stream()
            .filter(pod -> EvidenceAcceptance.isControlledBy(pod, run.jobUid))
            .filter(pod -> pod.getMetadata().getName().startsWith(run.jobName + "-"))
            .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
            .toList();
    Optional<Pod> succeeded = ours.stream().filter(MeasuringContainer::succeeded).findFirst();
    if (succeeded.isPresent()) {
      return new Judge(succeeded.get());
    }
    Optional<Pod> last = ours.isEmpty() ? Optional.empty() : Optional.of(ours.getLast());
    if (UnstartedPod.isEvery(job, ours)
        && (RunFailure.isOutOfTime(job) || UnstartedPod.isTooLate(job, now))) {
      return new GiveUp(last);
    }
    Optional<RunFailure> failure = RunFailure.of(job, ours);
    if (failure.isPresent()) {
      return new Fail(failure.get());
    }
    if (StrandedPod.is(last, Optional.ofNullable(run.nodeName), seen.attachedTo(), now)) {
      return new Begin();
    }
    return Boolean.TRUE.equals(job.getSpec().getSuspend()) ? new Resume(job) : new Watch(last);
  }

  private static boolean isNamed(Job job, String name) {
    return Objects.equals(job.getMetadata().getName(), name);
  }
}
