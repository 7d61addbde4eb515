// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.decoding.LenientResources;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.text.ShortWarnings;
import dev.modelsigning.workload.WorkloadPods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the author of a workload is told about its pods, before any of them is made. */
final class WorkloadWarnings {
  /** As many as people read. */
  private static final int MOST = 8;

  private static final ObjectMapper MAPPER = LenientResources.mapper();

  private WorkloadWarnings() {}

  /**
   * The warnings, those of the strictest mode first; none when every policy accepts every pod, and
   * none about what cannot be read.
   *
   * @param answers what policies say of a pod
   */
  static List<String> of(
      AdmissionRequest request, Function<PodRequest, List<PolicyAnswer>> answers) {
    String namespace = Objects.requireNonNullElse(request.getNamespace(), "");
    List<PolicyAnswer> found =
        pods(request).stream()
            .map(pod -> new PodRequest("CREATE", "", namespace, "", pod, Optional.empty()))
            .flatMap(pod -> answers.apply(pod).stream())
            .toList();
    String kind = request.getKind() == null ? "workload" : request.getKind().getKind();
    List<String> lines = new ArrayList<>();
    for (PolicyMode mode : PolicyMode.values()) {
      List<String> ofMode =
          found.stream()
              .filter(answer -> answer.mode() == mode)
              .flatMap(WorkloadWarnings::lines)
              .distinct()
              .toList();
      for (int i = 0; i < ofMode.size(); i++) {
        lines.add(
            (i == 0 ? "pods of this " + kind + " " + consequence(mode) + ": " : "")
                + ofMode.get(i));
      }
    }
    return ShortWarnings.of(lines, MOST);
  }

  private static Stream<String> lines(PolicyAnswer answer) {
    return answer.objections().stream().map(objection -> objection.line(answer.policy()));
  }

  private static List<Pod> pods(AdmissionRequest request) {
    try {
      return request.getObject() == null
          ? List.of()
          : WorkloadPods.of(MAPPER.valueToTree(request.getObject())).stream()
              .map(pod -> MAPPER.convertValue(pod, Pod.class))
              .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private static String consequence(PolicyMode mode) {
    return switch (mode) {
      case Enforce -> "would be refused";
      case Warn -> "would be admitted with a warning (mode Warn)";
      case Audit -> "would be admitted and audited (mode Audit)";
    };
  }
}
