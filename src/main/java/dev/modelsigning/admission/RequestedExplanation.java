// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.explanation.Explanation;
import dev.modelsigning.explanation.ExplanationMessage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import java.util.Map;
import java.util.Objects;

/**
 * A dry run whose author asks for the reasons of the decision. It is answered with a refusal, whose
 * message is the explanation, also where the pod would be admitted: a dry run creates nothing, and
 * its author has asked for this answer. In any other request the annotation means nothing.
 */
final class RequestedExplanation {
  private static final String CREATE = "CREATE";
  private static final String ASKED = "true";

  private RequestedExplanation() {}

  /** Whether the request is the dry run of a new pod with the annotation. */
  static boolean isIn(AdmissionRequest request) {
    return Boolean.TRUE.equals(request.getDryRun())
        && CREATE.equals(request.getOperation())
        && Objects.requireNonNullElse(request.getSubResource(), "").isEmpty()
        && request.getObject() instanceof Pod pod
        && pod.getMetadata() != null
        && pod.getMetadata().getAnnotations() != null
        && ASKED.equals(pod.getMetadata().getAnnotations().get(Explanation.ANNOTATION));
  }

  /** The answer that carries an explanation. */
  static AdmissionResponse response(String uid, Explanation explanation) {
    return new AdmissionResponseBuilder()
        .withUid(uid)
        .withAllowed(false)
        .withAuditAnnotations(Map.of("decision", "explained"))
        .withStatus(
            new StatusBuilder()
                .withCode(403)
                .withReason("Forbidden")
                .withMessage(ExplanationMessage.write(explanation))
                .build())
        .build();
  }
}
