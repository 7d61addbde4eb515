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

  private final PodLogs logs;
  private final RetryPolicy retry;
  private final Clock clock;

  RunEnd(PodLogs logs, RetryPolicy retry, Clock clock) {
    this.logs = logs;
    this.retry = retry;
    this.clock = clock;
  }

  MeasurementProgress refused(MeasurementInputs seen, Acceptance.Refused refused) {
    return postponed(seen, RefusalReasons.of(refused.reason()), refused.message());
  }

  MeasurementProgress accepted(
      MeasurementRequest request, MeasurementInputs seen, Pod pod, Acceptance.Accepted accepted)
      throws IOException {
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
      MeasurementInputs seen, MeasurementStatus status, Pod pod, TerminationReport report)
      throws IOException {
    var metadata = pod.getMetadata();
    try (InputStream log =
        logs.open(metadata.getNamespace(), metadata.getName(), JobTemplate.CONTAINER)) {
      Evidence evidence = EvidenceReader.read(log, report);
      return new MeasurementProgress.Completed(
          status,
          new Measured(
              report, evidence.bundle(), evidence.summary(), Optional.of(evidence.manifest())));
    } catch (EvidenceException e) {
      return postponed(seen, Reason.EvidenceMismatch, e.getMessage());
    }
  }
}
