// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.workload.ShortWarnings;
import dev.modelsigning.admission.workload.WorkloadPods;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the author of a workload is told about its pods, before any of them is made. */
final class WorkloadWarnings {
  /** As many as people read. */
  private static final int MOST = 8;

  private WorkloadWarnings() {}

  /**
   * The warnings, those of the strictest mode first; none when every policy accepts every pod, and
   * none about what cannot be read.
   *
   * @param findings what policies find in a pod, by their modes
   */
  static List<String> of(
      AdmissionRequest request, Function<PodRequest, Map<PolicyMode, List<String>>> findings) {
    String namespace = Objects.requireNonNullElse(request.getNamespace(), "");
    List<Map<PolicyMode, List<String>>> found =
        pods(request, namespace).stream()
            .map(pod -> new PodRequest("CREATE", "", namespace, "", pod, Optional.empty()))
            .map(findings)
            .toList();
    String kind = request.getKind() == null ? "workload" : request.getKind().getKind();
    List<String> lines = new ArrayList<>();
    for (PolicyMode mode : PolicyMode.values()) {
      List<String> ofMode =
          found.stream()
              .flatMap(each -> Stream.ofNullable(each.get(mode)))
              .flatMap(List::stream)
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

  private static List<Pod> pods(AdmissionRequest request, String namespace) {
    try {
      return request.getObject() == null
          ? List.of()
          : WorkloadPods.of(request.getObject(), namespace);
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
