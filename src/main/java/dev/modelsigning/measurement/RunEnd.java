// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.evidence.Evidence;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceReader;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.acceptance.Acceptance;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What follows when a run has ended, whether its result is believed or not. */
final class RunEnd {
  /**
   * The pause after a failure that every other run would end in too, until somebody changes the
   * cluster; a change of the resource, or asking for a measurement, begins a run at once.
   */
  static final Duration AFTER_FINAL = Duration.ofDays(1);

  /** The pause where another measurement was asked for while the run was underway. */
  private static final Duration ASKED_MEANWHILE = Duration.ofSeconds(1);

  /** For so long the log of a pod is tried again before the model is measured again. */
  private static final Duration LOG_PATIENCE = Duration.ofMinutes(10);

  private static final Duration SHORTEST_LOG_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_LOG_PAUSE = Duration.ofMinutes(1);

  private final PodLogs logs;
  private final RetryPolicy retry;
  private final Clock clock;
  private final UnreadLogs unread = new UnreadLogs();

  RunEnd(PodLogs logs, RetryPolicy retry, Clock clock) {
    this.logs = logs;
    this.retry = retry;
    this.clock = clock;
  }

  MeasurementProgress refused(MeasurementInputs seen, Acceptance.Refused refused) {
    return postponed(seen, RefusalReasons.of(refused.reason()), refused.message());
  }

  MeasurementProgress accepted(
      MeasurementRequest request, MeasurementInputs seen, Pod pod, Acceptance.Accepted accepted) {
    TerminationReport report = accepted.report();
    MeasurementStatus status =
        RunStatus.completed(seen.status().orElseThrow(), accepted.additions(), clock.instant());
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

  MeasurementProgress postponed(MeasurementInputs seen, Reason reason, String message) {
    MeasurementStatus status = RunStatus.failed(seen.status().orElseThrow(), reason, message);
    Duration pause =
        seen.basis().wantsAfter(status)
            ? ASKED_MEANWHILE
            : reason.isFinal() ? AFTER_FINAL : retry.after(status.attempts);
    return new MeasurementProgress.Postponed(
        RunStatus.retriedAfter(status, pause, clock.instant()), reason, message, pause);
  }

  private static MeasurementProgress withoutManifest(
      MeasurementStatus status, TerminationReport report) {
    return new MeasurementProgress.Completed(
        status, new Measured(report, Optional.empty(), Optional.empty()));
  }

  private MeasurementProgress measured(
      MeasurementInputs seen, MeasurementStatus status, Pod pod, TerminationReport report) {
    var metadata = pod.getMetadata();
    try (InputStream log =
        logs.open(metadata.getNamespace(), metadata.getName(), JobTemplate.CONTAINER)) {
      Evidence evidence = EvidenceReader.read(log, report);
      unread.forget(status.jobUid);
      return new MeasurementProgress.Completed(
          status,
          new Measured(
              report, evidence.bundle(), evidence.summary(), Optional.of(evidence.manifest())));
    } catch (EvidenceException e) {
      unread.forget(status.jobUid);
      return postponed(seen, Reason.EvidenceMismatch, e.getMessage());
    } catch (IOException e) {
      return withoutLog(seen, metadata.getName(), String.valueOf(e.getMessage()));
    }
  }

  /** The pod is there as long as its Job, and its log may be readable again soon. */
  private MeasurementProgress withoutLog(MeasurementInputs seen, String pod, String cause) {
    MeasurementStatus run = seen.status().orElseThrow();
    Duration past = unread.failed(run.jobUid, clock.instant());
    String message =
        "Pod "
            + pod
            + " has ended, and its result cannot be read: "
            + Printable.of(cause, ContainerReport.MAX_MESSAGE)
            + "; hint: let the API server reach the kubelet of the pod's node, and the operator"
            + " read pods/log";
    if (past.compareTo(LOG_PATIENCE) >= 0) {
      unread.forget(run.jobUid);
      return postponed(seen, Reason.LogUnreadable, message);
    }
    return new MeasurementProgress.Underway(
        RunStatus.copy(run), message, Optional.empty(), pauseAfter(past));
  }

  private static Duration pauseAfter(Duration past) {
    Duration half = past.dividedBy(2);
    return half.compareTo(SHORTEST_LOG_PAUSE) < 0
        ? SHORTEST_LOG_PAUSE
        : half.compareTo(LONGEST_LOG_PAUSE) > 0 ? LONGEST_LOG_PAUSE : half;
  }
}
