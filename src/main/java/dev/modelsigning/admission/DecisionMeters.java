// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.AdmissionDecision.Judged;
import dev.modelsigning.metrics.Metric;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Counts decisions: as a whole, by the policies that judged, and by the exemptions that helped. It
 * logs those that refuse.
 */
final class DecisionMeters {
  private static final Logger LOG = Logger.getLogger(AdmissionService.class);

  private final MeterRegistry meters;

  DecisionMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  void count(AdmissionRequest request, AdmissionDecision decision, Duration duration) {
    String operation = operation(request);
    Metric.ADMISSION_DECISION_DURATION
        .histogram(meters, result(decision), operation)
        .record(duration);
    decision
        .judged()
        .forEach(
            judged ->
                Metric.POLICY_DECISION_DURATION
                    .histogram(
                        meters, name(judged), judged.mode().name(), operation, outcome(judged))
                    .record(duration));
    switch (decision) {
      case Allowed allowed ->
          allowed
              .exemptions()
              .forEach(
                  used ->
                      Metric.EXEMPTIONS_USED
                          .counter(meters, used.exemption(), used.policy())
                          .increment());
      case Denied denied -> log(request, denied);
    }
  }

  private static void log(AdmissionRequest request, Denied denied) {
    LOG.infof(
        "decision=deny namespace=%s pod=\"%s\" operation=%s message=\"%s\"",
        request.getNamespace(),
        ReviewExchange.podName(request),
        request.getOperation(),
        denied.message().replace("\n", " | "));
  }

  private static String result(AdmissionDecision decision) {
    return switch (decision) {
      case Allowed allowed -> allowed.warnings().isEmpty() ? "allow" : "warn";
      case Denied _ -> "deny";
    };
  }

  private static String name(Judged judged) {
    return NamespacedPolicies.isNamespaced(judged.policy())
        ? Metric.NAMESPACED
        : judged.policy().getMetadata().getName();
  }

  private static String outcome(Judged judged) {
    return switch (judged.outcome()) {
      case ADMITTED -> "admitted";
      case EXEMPTED -> "exempted";
      case REFUSED -> "refused";
    };
  }

  /** A binding is a CREATE too; what the API server may call otherwise is none of ours. */
  private static String operation(AdmissionRequest request) {
    if (ReviewExchange.boundPod(request).isPresent()) {
      return "bind";
    }
    return switch (Objects.requireNonNullElse(request.getOperation(), "")) {
      case "CREATE" -> "create";
      case "UPDATE" -> "update";
      default -> "other";
    };
  }
}
