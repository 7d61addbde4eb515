// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.text.Printable;
import dev.modelsigning.text.ShortWarnings;
import dev.modelsigning.text.Shortened;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts an admission review to a request, and a decision to the response of a review. */
final class ReviewExchange {
  /** The API server takes 4 KiB of warnings in total. */
  private static final int WARNINGS = 12;

  /** Denials end up in events, whose size is limited. */
  private static final int MESSAGE_CHARACTERS = 4_000;

  /** Bytes of most answers. */
  private static final int TYPICAL_ANSWER = 512;

  private static final Pattern KIND = Pattern.compile("[A-Za-z0-9]{1,63}");

  private static final JsonFactory JSON = new JsonFactory();

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

  /** The decision about a request that is about something else. */
  static AdmissionDecision notAPod() {
    return new Denied(
        "the request is not about a pod; hint: the rules of the webhook configuration may name only"
            + " pods, pods/ephemeralcontainers and pods/binding",
        Map.of("decision", "deny"));
  }

  /** The answer to a request; of a pod of a controller the audit log learns whose it is. */
  static AdmissionResponse response(AdmissionRequest request, AdmissionDecision decision) {
    boolean objects =
        decision instanceof Denied || decision.audit().containsKey(AdmissionDecision.WOULD_REFUSE);
    if (!objects || !isNameMadeUp(request)) {
      return response(request.getUid(), decision);
    }
    Map<String, String> audit = new HashMap<>(decision.audit());
    audit.put("pod", podName(request));
    return response(request.getUid(), decision, audit);
  }

  static AdmissionResponse response(String uid, AdmissionDecision decision) {
    return response(uid, decision, decision.audit());
  }

  /** The pod that a request is about and what controls it, for people, in one line. */
  static String podName(AdmissionRequest request) {
    String name = Objects.requireNonNullElse(request.getName(), "");
    if (!(request.getObject() instanceof Pod pod) || pod.getMetadata() == null) {
      return Printable.shortened(name);
    }
    String made = Objects.requireNonNullElse(pod.getMetadata().getGenerateName(), "");
    // Whoever writes a pod writes its owners, and the API server takes any text for a name.
    return Printable.shortened(name.isEmpty() ? made + "*" : name)
        + pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .filter(owner -> ObjectName.isPossible(owner.getName()))
            .filter(owner -> KIND.matcher(owner.getKind()).matches())
            .findFirst()
            .map(owner -> " of " + owner.getKind() + " " + owner.getName())
            .orElse("");
  }

  /** The request knows the name that the API server made up; the audit log does not. */
  private static boolean isNameMadeUp(AdmissionRequest request) {
    return request.getObject() instanceof Pod pod
        && pod.getMetadata() != null
        && pod.getMetadata().getGenerateName() != null
        && !pod.getMetadata().getGenerateName().isEmpty();
  }

  private static AdmissionResponse response(
      String uid, AdmissionDecision decision, Map<String, String> audit) {
    return switch (decision) {
      case Allowed allowed ->
          new AdmissionResponseBuilder()
              .withUid(uid)
              .withAllowed(true)
              .withWarnings(warnings(allowed.warnings()))
              .withAuditAnnotations(shortened(audit))
              .build();
      case Denied denied ->
          new AdmissionResponseBuilder()
              .withUid(uid)
              .withAllowed(false)
              .withAuditAnnotations(shortened(audit))
              .withStatus(
                  new StatusBuilder()
                      .withCode(403)
                      .withReason("Forbidden")
                      .withMessage(Shortened.to(denied.message(), MESSAGE_CHARACTERS))
                      .build())
              .build();
    };
  }

  /** The review that carries a response, as JSON: few members, written one by one. */
  static byte[] json(AdmissionResponse response) {
    var written = new ByteArrayOutputStream(TYPICAL_ANSWER);
    try (JsonGenerator json = JSON.createGenerator(written)) {
      json.writeStartObject();
      json.writeStringField("apiVersion", "admission.k8s.io/v1");
      json.writeStringField("kind", "AdmissionReview");
      json.writeObjectFieldStart("response");
      json.writeStringField("uid", response.getUid());
      json.writeBooleanField("allowed", Boolean.TRUE.equals(response.getAllowed()));
      write(json, "auditAnnotations", response.getAuditAnnotations());
      if (response.getWarnings() != null && !response.getWarnings().isEmpty()) {
        json.writeArrayFieldStart("warnings");
        for (String warning : response.getWarnings()) {
          json.writeString(warning);
        }
        json.writeEndArray();
      }
      Status status = response.getStatus();
      if (status != null) {
        json.writeObjectFieldStart("status");
        json.writeNumberField("code", status.getCode());
        json.writeStringField("reason", status.getReason());
        json.writeStringField("message", status.getMessage());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written.toByteArray();
  }

  private static void write(JsonGenerator json, String name, @Nullable Map<String, String> members)
      throws IOException {
    if (members != null && !members.isEmpty()) {
      json.writeObjectFieldStart(name);
      for (Map.Entry<String, String> member : members.entrySet()) {
        json.writeStringField(member.getKey(), member.getValue());
      }
      json.writeEndObject();
    }
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
