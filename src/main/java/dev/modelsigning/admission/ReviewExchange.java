// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.text.ShortWarnings;
import dev.modelsigning.text.Shortened;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Converts an admission review to a request, and a decision to the response of a review. */
final class ReviewExchange {
  /** The API server takes 4 KiB of warnings in total. */
  private static final int WARNINGS = 12;

  /** Denials end up in events, whose size is limited. */
  private static final int MESSAGE_CHARACTERS = 4_000;

  private ReviewExchange() {}

  /** Empty when the request is not about a pod; the caller denies it. */
  static Optional<PodRequest> request(AdmissionRequest request) {
    if (!(request.getObject() instanceof Pod pod) || pod.getMetadata() == null) {
      return Optional.empty();
    }
    if (request.getOperation() == null || request.getNamespace() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new PodRequest(
            request.getOperation(),
            Objects.requireNonNullElse(request.getSubResource(), ""),
            request.getNamespace(),
            user(request),
            pod,
            request.getOldObject() instanceof Pod old ? Optional.of(old) : Optional.empty()));
  }

  /** The pod that the request says the node of; empty when it is about something else. */
  static Optional<String> boundPod(AdmissionRequest request) {
    return request.getObject() instanceof Binding binding && binding.getMetadata() != null
        ? Optional.ofNullable(binding.getMetadata().getName())
        : Optional.empty();
  }

  /** A request to bind a stored pod to a node, which becomes the pod's. */
  static PodRequest bindingRequest(AdmissionRequest request, Pod stored) {
    if (stored.getSpec() != null
        && request.getObject() instanceof Binding binding
        && binding.getTarget() != null) {
      stored.getSpec().setNodeName(binding.getTarget().getName());
    }
    return new PodRequest(
        Objects.requireNonNullElse(request.getOperation(), ""),
        PodRequest.BINDING,
        Objects.requireNonNullElse(request.getNamespace(), ""),
        user(request),
        stored,
        Optional.empty());
  }

  private static String user(AdmissionRequest request) {
    return request.getUserInfo() == null
        ? ""
        : Objects.requireNonNullElse(request.getUserInfo().getUsername(), "");
  }

  static AdmissionResponse response(String uid, AdmissionDecision decision) {
    return switch (decision) {
      case Allowed allowed ->
          new AdmissionResponseBuilder()
              .withUid(uid)
              .withAllowed(true)
              .withWarnings(warnings(allowed.warnings()))
              .withAuditAnnotations(shortened(allowed.audit()))
              .build();
      case Denied denied ->
          new AdmissionResponseBuilder()
              .withUid(uid)
              .withAllowed(false)
              .withAuditAnnotations(shortened(denied.audit()))
              .withStatus(
                  new StatusBuilder()
                      .withCode(403)
                      .withReason("Forbidden")
                      .withMessage(Shortened.to(denied.message(), MESSAGE_CHARACTERS))
                      .build())
              .build();
    };
  }

  private static List<String> warnings(List<String> lines) {
    return ShortWarnings.of(lines, WARNINGS);
  }

  private static Map<String, String> shortened(Map<String, String> audit) {
    return audit.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> Shortened.to(e.getValue(), MESSAGE_CHARACTERS)));
  }
}
