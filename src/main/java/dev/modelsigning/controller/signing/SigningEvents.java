// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.volume.KubernetesWords;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Announces how a signing job stands: a Kubernetes Event, a line in the log, and a counter. */
final class SigningEvents {
  private static final Logger LOG = Logger.getLogger(SigningEvents.class);

  private final ResourceEvents events;
  private final MeterRegistry meters;

  SigningEvents(ResourceEvents events, MeterRegistry meters) {
    this.events = events;
    this.meters = meters;
    // From the beginning: of a counter that appears with its first value no increase is seen.
    Metric.SIGNINGS.counter(meters, SigningState.Succeeded.name());
    Metric.SIGNINGS.counter(meters, SigningState.Failed.name());
  }

  /** Announces that a job has ended, with a Warning unless everything is signed. */
  void announce(ClusterModelSigningJob job, ClusterModelSigningJobStatus ended) {
    LOG.infof(
        "name=%s selected=%d succeeded=%d failed=%d",
        job.getMetadata().getName(), ended.selected, ended.succeeded, ended.failed);
    ended.conditions.stream()
        .filter(condition -> Objects.equals(condition.getStatus(), KubernetesWords.TRUE))
        .findFirst()
        .ifPresent(
            outcome -> {
              Reason reason = Reason.of(outcome.getReason()).orElseThrow();
              events.write(job, reason == Reason.AllSigned, reason, outcome.getMessage());
            });
  }

  /** Compares a new status with the stored one; only another state or reason is announced. */
  void announce(ModelSigningJob job, ModelSigningJobStatus status) {
    var previous = Optional.ofNullable(job.getStatus());
    Reason reason = Reason.of(status.reason).orElseThrow();
    boolean same =
        previous.filter(p -> p.state == status.state).flatMap(p -> Reason.of(p.reason)).stream()
            .anyMatch(before -> before == reason);
    if (same) {
      return;
    }
    LOG.infof(
        "namespace=%s name=%s state=%s reason=%s",
        job.getMetadata().getNamespace(), job.getMetadata().getName(), status.state, reason);
    if (SigningStatus.isFinal(status.state)) {
      Metric.SIGNINGS.counter(meters, status.state.name()).increment();
    }
    events.write(
        job, status.state != SigningState.Failed, reason, status.state + ": " + status.message);
  }
}
