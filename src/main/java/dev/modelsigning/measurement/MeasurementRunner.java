// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.evidence.Evidence;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.acceptance.Acceptance;
import dev.modelsigning.measurement.acceptance.EvidenceAcceptance;
import dev.modelsigning.measurement.acceptance.RefusalReason;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.measurement.job.MeasurementRun;
import dev.modelsigning.measurement.job.MeasurerImage;
import dev.modelsigning.verification.UnknownReason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Drives one measurement, a step per call, from facts in the API alone: an operator that dies
 * between two steps goes on with the next one after its restart. Used for every kind of owner.
 */
public final class MeasurementRunner {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** Reasons of a failed report that another run may not have. */
  private static final Set<String> MAY_PASS =
      Set.of(
          UnknownReason.CHANGED_WHILE_READING.reason(),
          UnknownReason.READ_FAILED.reason(),
          UnknownReason.INTERRUPTED.reason());

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
   * @param progressInterval how often a running pod's log is looked at
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
        yield underway(seen, "The measuring Job starts", Optional.empty());
      }
      case MeasurementStep.Watch(Optional<Pod> pod) -> watch(seen, pod);
      case MeasurementStep.Judge(Pod pod) -> judge(request, seen, pod);
      case MeasurementStep.Fail(RunFailure(String reason, String message)) ->
          postponed(seen, reason, message);
      case MeasurementStep.Rest(Instant until) -> resting(seen, Duration.between(now, until));
      case MeasurementStep.Keep() -> new MeasurementProgress.Held(seen.status().orElseThrow());
    };
  }

  /** Deletes all measuring Jobs of an owner that is not to be measured now. */
  public void abandon(List<Job> owned) {
    owned.stream().filter(job -> !isBeingDeleted(job)).forEach(jobs::delete);
  }

  /** A Job just created may not be in the cache yet: look it up before calling it deleted. */
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
    MeasurementStatus status = new MeasurementStatus();
    status.jobName = run.jobName();
    status.nonce = run.nonce();
    status.nodeName = run.node().orElse(null);
    status.generation = seen.basis().generation();
    status.volumeIdentity = seen.basis().volumeIdentity();
    status.bundleDigest = seen.basis().bundleDigest().orElse(null);
    status.startedAt = now();
    status.attempts =
        seen.status().filter(seen.basis()::isOf).map(before -> before.attempts).orElse(0);
    return new MeasurementProgress.Underway(
        status, "The measuring Job is being made", Optional.empty(), AT_ONCE);
  }

  private MeasurementProgress create(MeasurementRequest request, MeasurementInputs seen) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    Optional<Job> created;
    try {
      created = jobs.create(JobTemplate.job(request, run(status), image.get()));
    } catch (KubernetesClientException e) {
      return postponed(seen, "JobRefused", "The measuring Job could not be made: " + told(e));
    }
    if (created.isEmpty()) {
      return begin(request, seen);
    }
    status.jobUid = created.get().getMetadata().getUid();
    return new MeasurementProgress.Underway(
        status, "The measuring Job is being made", Optional.empty(), AT_ONCE);
  }

  private MeasurementProgress watch(MeasurementInputs seen, Optional<Pod> pod) {
    if (pod.isEmpty() || !Objects.equals(pod.get().getStatus().getPhase(), "Running")) {
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
              ProgressLines.TAIL);
      progress = ProgressLines.last(tail, runningFor(pod.get()));
    } catch (IOException e) {
      // Progress is for people; the result does not depend on it.
      progress = Optional.empty();
    }
    return underway(seen, "Pod " + metadata.getName() + " measures", progress);
  }

  private MeasurementProgress judge(MeasurementRequest request, MeasurementInputs seen, Pod pod)
      throws IOException {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    MeasurementRun run = run(status);
    MeasurerImage measurer = image.get();
    var known =
        new EvidenceAcceptance.Run(
            run,
            status.jobUid,
            JobTemplate.podSpec(request, run, measurer),
            measurer,
            status.volumeIdentity,
            Optional.of(seen.basis().volumeIdentity()),
            seen.writersSince().apply(Instant.parse(status.startedAt)),
            guard.installed());
    return switch (EvidenceAcceptance.judge(known, pod)) {
      case Acceptance.Refused(RefusalReason reason, String message) ->
          postponed(seen, reason.name(), message);
      case Acceptance.Accepted(TerminationReport report) -> completed(seen, pod, report);
    };
  }

  private MeasurementProgress completed(MeasurementInputs seen, Pod pod, TerminationReport report)
      throws IOException {
    if (report.result().equals(TerminationReport.FAILED) && MAY_PASS.contains(report.reason())) {
      return postponed(seen, report.reason(), report.message());
    }
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    status.completedAt = now();
    status.attempts = 0;
    status.failureReason = null;
    status.failureMessage = null;
    if (!report.result().equals(TerminationReport.MEASURED)) {
      return new MeasurementProgress.Completed(
          status, new Measured(report, Optional.empty(), Optional.empty()));
    }
    var metadata = pod.getMetadata();
    try (InputStream log =
        logs.open(metadata.getNamespace(), metadata.getName(), JobTemplate.CONTAINER)) {
      Evidence evidence = EvidenceReader.read(log, report);
      return new MeasurementProgress.Completed(
          status, new Measured(report, evidence.bundle(), Optional.of(evidence.manifest())));
    } catch (EvidenceException e) {
      return postponed(seen, RefusalReason.EvidenceMismatch.name(), e.getMessage());
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

  private MeasurementProgress postponed(MeasurementInputs seen, String reason, String message) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    status.attempts = (status.attempts == null ? 0 : status.attempts) + 1;
    Duration pause = settings.retry().after(status.attempts);
    status.retryAt = clock.instant().plus(pause).truncatedTo(ChronoUnit.MILLIS).toString();
    status.failureReason = reason;
    status.failureMessage = message;
    return new MeasurementProgress.Postponed(status, reason, message, pause);
  }

  private static MeasurementProgress resting(MeasurementInputs seen, Duration pause) {
    MeasurementStatus status = RunStatus.copy(seen.status().orElseThrow());
    return new MeasurementProgress.Postponed(
        status, status.failureReason, status.failureMessage, pause.plus(AT_ONCE));
  }

  private Duration runningFor(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getState() != null && status.getState().getRunning() != null)
        .map(status -> Instant.parse(status.getState().getRunning().getStartedAt()))
        .findFirst()
        .map(start -> Duration.between(start, clock.instant()))
        .orElse(Duration.ZERO);
  }

  private static MeasurementRun run(MeasurementStatus status) {
    return new MeasurementRun(status.jobName, status.nonce, Optional.ofNullable(status.nodeName));
  }

  private static String told(KubernetesClientException e) {
    return String.valueOf(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
  }

  private static boolean isBeingDeleted(Job job) {
    return job.getMetadata().getDeletionTimestamp() != null;
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
