// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the policies want done about the running pods of one drifted model.
 *
 * @param response the strictest
 * @param policy name of a policy that wants it
 */
record DriftRuling(DriftResponse response, String policy) {
  /**
   * Empty when no enforcing policy rejects the model as it is now. A verdict that is Unknown, or
   * about an earlier generation, rejects nothing: what was found may not be there any more.
   *
   * @param policies all policies
   * @param labels of the namespace of the ModelSignature
   */
  static Optional<DriftRuling> of(
      ModelSignature signature,
      Collection<ClusterModelTrustPolicy> policies,
      Map<String, String> labels) {
    var status = signature.getStatus();
    if (!Objects.equals(status.observedGeneration, signature.getMetadata().getGeneration())) {
      return Optional.empty();
    }
    return policies.stream()
        .filter(policy -> policy.getSpec().mode == PolicyMode.Enforce)
        .filter(policy -> covers(policy, labels))
        .filter(policy -> rejects(policy, signature))
        .map(policy -> new DriftRuling(wantedBy(policy), policy.getMetadata().getName()))
        .max(
            Comparator.comparing(DriftRuling::response)
                .thenComparing(DriftRuling::policy, Comparator.reverseOrder()));
  }

  boolean includes(DriftResponse other) {
    return response.compareTo(other) >= 0;
  }

  /** Other than at admission: nobody's pods end because of a selector that cannot be evaluated. */
  private static boolean covers(ClusterModelTrustPolicy policy, Map<String, String> labels) {
    var match = policy.getSpec().match;
    return match != null
        && switch (LabelSelection.of(match.namespaceSelector, labels)) {
          case Selection.Selected _ -> true;
          case Selection.CannotTell _, Selection.NotSelected _ -> false;
        };
  }

  private static boolean rejects(ClusterModelTrustPolicy policy, ModelSignature signature) {
    return Stream.ofNullable(signature.getStatus().policies)
        .flatMap(List::stream)
        .filter(judged -> judged.uid != null)
        .filter(judged -> judged.uid.equals(policy.getMetadata().getUid()))
        .anyMatch(judged -> judged.verdict == VerdictState.Rejected);
  }

  private static DriftResponse wantedBy(ClusterModelTrustPolicy policy) {
    return Optional.ofNullable(policy.getSpec().requirements)
        .map(requirements -> requirements.onDrift)
        .orElse(DriftResponse.BlockNew);
  }
}
