// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.measurement.acceptance.Acceptance;
import dev.modelsigning.measurement.acceptance.EvidenceAcceptance;
import dev.modelsigning.measurement.acceptance.MeasuringContainer;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.measurement.job.MeasurementRun;
import dev.modelsigning.measurement.job.MeasurerImage;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Drives one measurement, a step per call, from facts in the API alone: an operator that dies
 * between two steps continues with the next one after its restart. Serves every kind of owner.
 */
public final class MeasurementRunner {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** By then the cache has a Job that was created; a later look asks for it. */
  private static final Duration UNSEEN = Duration.ofSeconds(5);

  /** By then an ordinary pod has started. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String SUSPENDED_AGAIN =
      "The measuring Job is suspended, although the operator resumes it; hint: exempt Jobs with the"
          + " label "
          + ApiGroup.MEASUREMENT_LABEL
          + "=true from what suspends them, such as Kueue with manageJobsWithoutQueueName";

  private final MeasurementJobs jobs;
  private final PodLogs logs;
  private final GuardState guard;
  private final Supplier<MeasurerImage> image;
  private final Settings settings;
  private final Clock clock;
  private final RandomGenerator random;
  private final RunEnd end;

  /**
   * How the runner behaves.
   *
   * @param retry pauses after failed runs
   * @param progressInterval how often a running pod's log is read
   */
  public record Settings(RetryPolicy retry, Duration progressInterval) {}

  /** All collaborators; {@code random} must not be predictable. */
  public MeasurementRunner(
      MeasurementJobs jobs,
      PodLogs logs,
      GuardState guard,
      Supplier<MeasurerImage> image,
      Settings settings,
      Clock clock,
      RandomGenerator random) {
    this.jobs = jobs;
    this.logs = logs;
    this.guard = guard;
    this.image = image;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.end = new RunEnd(logs, settings.retry(), clock);
  }

  /**
   * One step of the measurement.
   *
   * @throws KubernetesClientException when the API server cannot be reached or refuses for now
   */
  public MeasurementProgress advance(MeasurementRequest request, MeasurementInputs inputs) {
    Instant now = clock.instant();
    if (awaitsJob(inputs, now)) {
      // This look takes the place of the one after UNSEEN.
      return new MeasurementProgress.Underway(
          inputs.status().orElseThrow(), PendingPod.STARTING, Optional.empty(), UNSEEN);
    }
    MeasurementInputs seen = withStoredJob(request, inputs);
    MeasurementStep step = MeasurementStep.next(seen, now);
    deleteOthers(seen, step);
    return switch (step) {
      case MeasurementStep.Begin() -> begin(request, seen);
      case MeasurementStep.Create() -> create(request, seen);
      case MeasurementStep.Resume(Job job) -> {
        jobs.resume(job);
        yield underway(
            seen, takesLong(seen) ? SUSPENDED_AGAIN : PendingPod.STARTING, Optional.empty());
      }
      case MeasurementStep.Watch(Optional<Pod> pod) -> watch(request, seen, pod);
      case MeasurementStep.Judge(Pod pod) -> judge(request, seen, pod);
      case MeasurementStep.Fail(RunFailure(Reason reason, String message)) ->
          end.postponed(seen, reason, message);
      case MeasurementStep.GiveUp(Optional<Pod> pod) ->
          end.postponed(
              seen, Reason.NotStarted, UnstartedPod.message(pod, warning(request, seen, pod)));
      case MeasurementStep.Rest(Instant until) -> resting(seen, Duration.between(now, until));
      case MeasurementStep.Keep() -> new MeasurementProgress.Held(seen.status().orElseThrow());
    };
  }

  /** Deletes all measuring Jobs of an owner for which no measurement is wanted now. */
  public void abandon(List<Job> owned) {
    owned.stream().filter(job -> !isBeingDeleted(job)).forEach(jobs::delete);
  }

  /** A Job that is not cached is looked up before it counts as deleted. */
  private MeasurementInputs withStoredJob(MeasurementRequest request, MeasurementInputs inputs) {
    return inputs
        .runWithoutItsJob()
        .flatMap(run -> jobs.stored(request.owner().namespace(), run.jobName, run.jobUid))
        .map(inputs::with)
        .orElse(inputs);
  }

  /** The cache will tell of a Job that was created a moment ago. */
  private static boolean awaitsJob(MeasurementInputs inputs, Instant now) {
    return inputs
        .runWithoutItsJob()
        .filter(run -> now.isBefore(Instant.parse(run.startedAt).plus(UNSEEN)))
        .isPresent();
  }

  private void deleteOthers(MeasurementInputs seen, MeasurementStep step) {
    boolean inUse =
        switch (step) {
          case MeasurementStep.Resume _, MeasurementStep.Watch _, MeasurementStep.Judge _ -> true;
          case MeasurementStep.Begin _,
              MeasurementStep.Create _,
              MeasurementStep.Fail _,
              MeasurementStep.GiveUp _,
              MeasurementStep.Rest _,
              MeasurementStep.Keep _ ->
              false;
        };
    String keep = inUse ? seen.status().map(run -> run.jobUid).orElse(null) : null;
    abandon(
        seen.jobs().stream()
            .filter(job -> !Objects.equals(job.getMetadata().getUid(), keep))
            .toList());
  }

  private MeasurementProgress begin(MeasurementRequest request, MeasurementInputs seen) {
    MeasurementRun run = MeasurementRun.fresh(request.owner().name(), seen.attachedTo(), random);
    return new MeasurementProgress.Underway(
        RunStatus.begun(run, request.kind(), seen, clock.instant()),
        PendingPod.STARTING,
        Optional.empty(),
        AT_ONCE);
  }

  private MeasurementProgress create(MeasurementRequest request, MeasurementInputs seen) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    Optional<Job> created;
    try {
      created = jobs.create(JobTemplate.job(request, RunStatus.run(status), image.get()));
    } catch (KubernetesClientException e) {
      RunFailure refused = RunFailure.refused(e);
      return end.postponed(seen, refused.reason(), refused.message());
    }
    if (created.isEmpty()) {
      return begin(request, seen);
    }
    status.jobUid = created.get().getMetadata().getUid();
    return new MeasurementProgress.Underway(status, PendingPod.STARTING, Optional.empty(), UNSEEN);
  }

  private MeasurementProgress watch(
      MeasurementRequest request, MeasurementInputs seen, Optional<Pod> pod) {
    MeasurementRun run = RunStatus.run(seen.status().orElseThrow());
    PodSpec intended = JobTemplate.podSpec(request, run, image.get());
    Optional<Acceptance.Refused> changed =
        pod.flatMap(created -> EvidenceAcceptance.specification(intended, created));
    if (changed.isPresent()) {
      return end.refused(seen, changed.get());
    }
    if (pod.isEmpty()
        || !Objects.equals(pod.get().getStatus().getPhase(), KubernetesWords.RUNNING)) {
      String message =
          PendingPod.explanation(pod, warning(request, seen, pod))
              .orElseGet(() -> takesLong(seen) ? PendingPod.late(pod) : PendingPod.STARTING);
      return underway(seen, message, Optional.empty());
    }
    var metadata = pod.get().getMetadata();
    Optional<ProgressStatus> progress;
    try {
      String tail =
          logs.tail(
              metadata.getNamespace(),
              metadata.getName(),
              JobTemplate.CONTAINER,
              MeasuredProgress.TAIL);
      progress = MeasuredProgress.last(tail, runningFor(pod.get()));
    } catch (IOException e) {
      // Progress is only shown; the result does not depend on it.
      progress = Optional.empty();
    }
    return underway(seen, "Pod " + metadata.getName() + " is hashing the files", progress);
  }

  private MeasurementProgress judge(MeasurementRequest request, MeasurementInputs seen, Pod pod) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    MeasurementRun run = RunStatus.run(status);
    MeasurerImage measurer = image.get();
    Instant startedAt = Instant.parse(status.startedAt);
    var known =
        new EvidenceAcceptance.Run(
            run,
            status.jobUid,
            JobTemplate.podSpec(request, run, measurer),
            measurer,
            status.volumeIdentity,
            seen.basis().identityNow(),
            seen.writersSince().apply(startedAt),
            guard.installedSince(startedAt));
    return switch (EvidenceAcceptance.judge(known, pod)) {
      case Acceptance.Refused refused -> end.refused(seen, refused);
      case Acceptance.Accepted accepted -> end.accepted(request, seen, pod, accepted);
    };
  }

  private MeasurementProgress.Underway underway(
      MeasurementInputs seen, String message, Optional<ProgressStatus> progress) {
    return new MeasurementProgress.Underway(
        RunStatus.copy(seen.status().orElseThrow()),
        message,
        progress,
        settings.progressInterval());
  }

  private static MeasurementProgress resting(MeasurementInputs seen, Duration pause) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    return new MeasurementProgress.Postponed(
        status,
        RunStatus.failureReason(status),
        Objects.requireNonNullElse(status.failureMessage, ""),
        pause.plus(AT_ONCE));
  }

  /** Asked for once a pod takes longer than usual: the API server reads all events for it. */
  private Optional<String> warning(
      MeasurementRequest request, MeasurementInputs seen, Optional<Pod> pod) {
    if (!takesLong(seen)) {
      return Optional.empty();
    }
    MeasurementStatus run = seen.status().orElseThrow();
    String uid = pod.map(created -> created.getMetadata().getUid()).orElse(run.jobUid);
    return jobs.lastWarning(request.owner().namespace(), uid);
  }

  private boolean takesLong(MeasurementInputs seen) {
    Instant start = Instant.parse(seen.status().orElseThrow().startedAt);
    return !clock.instant().isBefore(start.plus(PATIENCE));
  }

  private Duration runningFor(Pod pod) {
    return MeasuringContainer.status(pod)
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .map(status -> Instant.parse(status.getState().getRunning().getStartedAt()))
        .map(start -> Duration.between(start, clock.instant()))
        .orElse(Duration.ZERO);
  }

  private static boolean isBeingDeleted(Job job) {
    return job.getMetadata().getDeletionTimestamp() != null;
  }
}
