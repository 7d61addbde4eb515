// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.controller.drift.ContentHistory;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.volume.NodeVerdicts;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Announces changed verdicts: a Kubernetes Event, a line in the log, and the counters. */
final class VerdictEvents {
  private static final Logger LOG = Logger.getLogger(VerdictEvents.class);

  private final ResourceEvents events;
  private final MeterRegistry meters;

  VerdictEvents(ResourceEvents events, MeterRegistry meters) {
    this.events = events;
    this.meters = meters;
    // From the beginning: of a counter that appears with its first value no increase is seen.
    Metric.DRIFTS.counter(meters);
    Metric.MEASUREMENTS.counter(meters);
  }

  /**
   * Compares a new status with the stored one and announces what changed. An Event that cannot be
   * written changes nothing.
   */
  void announce(ModelSignature resource, ModelSignatureStatus status) {
    Optional<ModelSignatureStatus> previous = Optional.ofNullable(resource.getStatus());
    boolean sameVerdict = previous.filter(p -> p.verdict == status.verdict).isPresent();
    if (!sameVerdict) {
      Metric.VERDICTS.counter(meters, status.verdict.name()).increment();
    }
    Set<String> begun = measuringJobs(Optional.of(status));
    begun.removeAll(measuringJobs(previous));
    begun.removeAll(standingJobs(previous));
    if (!begun.isEmpty()) {
      Metric.MEASUREMENTS.counter(meters).increment(begun.size());
    }
    if (ContentHistory.driftsIn(resource.getStatus(), status)) {
      Metric.DRIFTS.counter(meters).increment();
    }
    Reason reason = Reason.of(status.reason).orElseThrow();
    boolean sameReason =
        previous.flatMap(p -> Reason.of(p.reason)).filter(before -> before == reason).isPresent();
    if (!sameReason && reason == Reason.Unreadable) {
      Metric.UNREADABLE.counter(meters, resource.getKind()).increment();
    }
    if (!sameVerdict || !sameReason) {
      announce(resource, status, reason);
    }
  }

  private void announce(ModelSignature resource, ModelSignatureStatus status, Reason reason) {
    var metadata = resource.getMetadata();
    LOG.infof(
        "namespace=%s name=%s generation=%d verdict=%s reason=%s",
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getGeneration(),
        status.verdict,
        reason);
    events.write(resource, reason.isGood(), reason, status.verdict + ": " + status.message);
  }

  private static Set<String> measuringJobs(Optional<ModelSignatureStatus> status) {
    return status.stream()
        .flatMap(s -> NodeVerdicts.measurements(s).stream())
        .filter(run -> !SignatureMeasurement.isLook(run))
        .flatMap(run -> Stream.ofNullable(run.jobUid))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Set<String> standingJobs(Optional<ModelSignatureStatus> status) {
    return status.stream()
        .flatMap(
            s ->
                Stream.concat(
                    Stream.ofNullable(s.standing),
                    NodeVerdicts.of(s).stream().flatMap(node -> Stream.ofNullable(node.standing))))
        .flatMap(run -> Stream.ofNullable(run.jobUid))
        .collect(Collectors.toSet());
  }
}
