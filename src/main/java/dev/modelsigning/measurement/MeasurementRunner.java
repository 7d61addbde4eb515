// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.evidence.Evidence;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.acceptance.Acceptance;
import dev.modelsigning.measurement.acceptance.EvidenceAcceptance;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.measurement.job.MeasurementRun;
import dev.modelsigning.measurement.job.MeasurerImage;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  private final MeasurementJobs jobs;
  private final PodLogs logs;
  private final GuardState guard;
  private final Supplier<MeasurerImage> image;
  private final Settings settings;
  private final Clock clock;
  private final RandomGenerator random;

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
  }

  /**
   * One step of the measurement.
   *
   * @throws KubernetesClientException when the API server cannot be reached or refuses for now
   * @throws IOException when the pod's log cannot be read now; the next call tries again
   */
  public MeasurementProgress advance(MeasurementRequest request, MeasurementInputs inputs)
      throws IOException {
    Instant now = clock.instant();
    MeasurementInputs seen = withStoredJob(request, inputs);
    MeasurementStep step = MeasurementStep.next(seen, now);
    deleteOthers(seen, step);
    return switch (step) {
      case MeasurementStep.Begin() -> begin(request, seen);
      case MeasurementStep.Create() -> create(request, seen);
      case MeasurementStep.Resume(Job job) -> {
        jobs.resume(job);
        yield underway(seen, "The measuring Job is starting", Optional.empty());
      }
      case MeasurementStep.Watch(Optional<Pod> pod) -> watch(seen, pod);
      case MeasurementStep.Judge(Pod pod) -> judge(request, seen, pod);
      case MeasurementStep.Fail(RunFailure(Reason reason, String message)) ->
          postponed(seen, reason, message);
      case MeasurementStep.Rest(Instant until) -> resting(seen, Duration.between(now, until));
      case MeasurementStep.Keep() -> new MeasurementProgress.Held(seen.status().orElseThrow());
    };
  }

  /** Deletes all measuring Jobs of an owner for which no measurement is wanted now. */
  public void abandon(List<Job> owned) {
    owned.stream().filter(job -> !isBeingDeleted(job)).forEach(jobs::delete);
  }

  /** A Job just created may not be cached yet: it is looked up before it counts as deleted. */
  private MeasurementInputs withStoredJob(MeasurementRequest request, MeasurementInputs inputs) {
    String uid = inputs.status().map(run -> run.jobUid).orElse(null);
    if (uid == null
        || inputs.status().get().completedAt != null
        || inputs.status().get().retryAt != null
        || inputs.jobs().stream().anyMatch(job -> uid.equals(job.getMetadata().getUid()))) {
      return inputs;
    }
    List<Job> known = new ArrayList<>(inputs.jobs());
    jobs.stored(request.owner().namespace(), inputs.status().get().jobName, uid)
        .ifPresent(known::add);
    return new MeasurementInputs(
        inputs.status(),
        inputs.basis(),
        known,
        inputs.pods(),
        inputs.writersSince(),
        inputs.attachedTo());
  }

  private void deleteOthers(MeasurementInputs seen, MeasurementStep step) {
    boolean inUse =
        switch (step) {
          case MeasurementStep.Resume r -> true;
          case MeasurementStep.Watch w -> true;
          case MeasurementStep.Judge j -> true;
          case MeasurementStep.Begin b -> false;
          case MeasurementStep.Create c -> false;
          case MeasurementStep.Fail f -> false;
          case MeasurementStep.Rest r -> false;
          case MeasurementStep.Keep k -> false;
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
        "The measuring Job is being created",
        Optional.empty(),
        AT_ONCE);
  }

  private MeasurementProgress create(MeasurementRequest request, MeasurementInputs seen) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    Optional<Job> created;
    try {
      created = jobs.create(JobTemplate.job(request, RunStatus.run(status), image.get()));
    } catch (KubernetesClientException e) {
      return postponed(
          seen, Reason.JobRefused, "The API server refuses the measuring Job: " + answer(e));
    }
    if (created.isEmpty()) {
      return begin(request, seen);
    }
    status.jobUid = created.get().getMetadata().getUid();
    return new MeasurementProgress.Underway(
        status, "The measuring Job is being created", Optional.empty(), AT_ONCE);
  }

  private MeasurementProgress watch(MeasurementInputs seen, Optional<Pod> pod) {
    if (pod.isEmpty()
        || !Objects.equals(pod.get().getStatus().getPhase(), KubernetesWords.RUNNING)) {
      return underway(seen, PendingPod.explanation(pod), Optional.empty());
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

  private MeasurementProgress judge(MeasurementRequest request, MeasurementInputs seen, Pod pod)
      throws IOException {
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
            Optional.of(seen.basis().volumeIdentity()),
            seen.writersSince().apply(startedAt),
            guard.installedSince(startedAt));
    return switch (EvidenceAcceptance.judge(known, pod)) {
      case Acceptance.Refused(var reason, String message) ->
          postponed(seen, RefusalReasons.of(reason), message);
      case Acceptance.Accepted(TerminationReport report) -> completed(request, seen, pod, report);
    };
  }

  private MeasurementProgress completed(
      MeasurementRequest request, MeasurementInputs seen, Pod pod, TerminationReport report)
      throws IOException {
    MeasurementStatus status = RunStatus.completed(seen.status().orElseThrow(), clock.instant());
    ContainerReport reported = ContainerReport.of(report);
    return switch (reported.result()) {
      case MEASURED ->
          switch (request.kind()) {
            case Full -> measured(seen, status, pod, report);
            case Fingerprint -> withoutManifest(status, report);
          };
      case REFUSED -> withoutManifest(status, report);
      case FAILED ->
          reported.reason().isRetried()
              ? postponed(seen, reported.reason(), reported.message())
              : withoutManifest(status, report);
    };
  }

  private static MeasurementProgress withoutManifest(
      MeasurementStatus status, TerminationReport report) {
    return new MeasurementProgress.Completed(
        status, new Measured(report, Optional.empty(), Optional.empty()));
  }

  private MeasurementProgress measured(
      MeasurementInputs seen, MeasurementStatus status, Pod pod, TerminationReport report)
      throws IOException {
    var metadata = pod.getMetadata();
    try (InputStream log =
        logs.open(metadata.getNamespace(), metadata.getName(), JobTemplate.CONTAINER)) {
      Evidence evidence = EvidenceReader.read(log, report);
      return new MeasurementProgress.Completed(
          status, new Measured(report, evidence.bundle(), Optional.of(evidence.manifest())));
    } catch (EvidenceException e) {
      return postponed(seen, Reason.EvidenceMismatch, e.getMessage());
    }
  }

  private MeasurementProgress.Underway underway(
      MeasurementInputs seen, String message, Optional<ProgressStatus> progress) {
    return new MeasurementProgress.Underway(
        RunStatus.copy(seen.status().orElseThrow()),
        message,
        progress,
        settings.progressInterval());
  }

  private MeasurementProgress postponed(MeasurementInputs seen, Reason reason, String message) {
    MeasurementStatus status = RunStatus.failed(seen.status().orElseThrow(), reason, message);
    Duration pause = settings.retry().after(status.attempts);
    return new MeasurementProgress.Postponed(
        RunStatus.retriedAfter(status, pause, clock.instant()), reason, message, pause);
  }

  private static MeasurementProgress resting(MeasurementInputs seen, Duration pause) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    return new MeasurementProgress.Postponed(
        status,
        RunStatus.failureReason(status),
        Objects.requireNonNullElse(status.failureMessage, ""),
        pause.plus(AT_ONCE));
  }

  private Duration runningFor(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .map(status -> Instant.parse(status.getState().getRunning().getStartedAt()))
        .findFirst()
        .map(start -> Duration.between(start, clock.instant()))
        .orElse(Duration.ZERO);
  }

  private static String answer(KubernetesClientException e) {
    return String.valueOf(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
  }

  private static boolean isBeingDeleted(Job job) {
    return job.getMetadata().getDeletionTimestamp() != null;
  }
}
