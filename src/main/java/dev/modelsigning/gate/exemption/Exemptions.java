// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.exemption;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ExemptPods;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The exemptions of one policy, for one pod at one time. What cannot be read exempts nothing. */
public final class Exemptions {
  private final ClusterModelTrustPolicy policy;
  private final String namespace;
  private final String podName;
  private final Map<String, String> labels;
  private final Instant now;
  private final List<PolicyExemption> ofPod;

  /**
   * @param namespace of the request, whatever the pod says
   * @param podName its name, or the beginning of a generated one
   */
  public Exemptions(
      ClusterModelTrustPolicy policy,
      String namespace,
      String podName,
      ObjectMeta pod,
      Instant now) {
    this.policy = policy;
    this.namespace = namespace;
    this.podName = podName;
    this.labels = Objects.requireNonNullElse(pod.getLabels(), Map.of());
    this.now = now;
    this.ofPod =
        hasAny()
            ? declared().filter(one -> one.pods != null && covers(one.pods)).toList()
            : List.of();
  }

  private boolean hasAny() {
    return policy.getSpec().exemptions != null;
  }

  /** Whether the pod as a whole is exempt. */
  public Exempted ofPod() {
    return hasAny() ? last(ofPod.stream()) : new Exempted.Never();
  }

  /** Whether a claim is, or the whole pod that mounts it. */
  public Exempted ofClaim(String claimName) {
    return last(Stream.concat(ofPod.stream(), declared().filter(one -> names(one, claimName))));
  }

  private Stream<PolicyExemption> declared() {
    return Stream.ofNullable(policy.getSpec().exemptions).flatMap(List::stream);
  }

  private boolean names(PolicyExemption declared, String claimName) {
    return Stream.ofNullable(declared.sources)
        .flatMap(List::stream)
        .anyMatch(claim -> namespace.equals(claim.namespace) && claimName.equals(claim.claimName));
  }

  /** Of several the one that ends last. */
  private Exempted last(Stream<PolicyExemption> covering) {
    Optional<Exemption> last =
        covering
            .map(exemption -> Exemption.of(policy.getMetadata().getName(), exemption))
            .max(Comparator.comparing(Exemption::expires));
    return last.<Exempted>map(
            exemption ->
                exemption.isOver(now) ? new Exempted.Ended(exemption) : new Exempted.Now(exemption))
        .orElseGet(Exempted.Never::new);
  }

  /** Exactly one of selector and name, as the API wants; both have to hold if there are both. */
  private boolean covers(ExemptPods pods) {
    return pods.namespaces != null
        && pods.namespaces.contains(namespace)
        && (pods.podSelector != null || pods.namePrefix != null)
        && (pods.podSelector == null || selects(pods))
        && (pods.namePrefix == null
            || (!pods.namePrefix.isEmpty() && podName.startsWith(pods.namePrefix)));
  }

  /** An empty selector would exempt every pod; the API refuses it, and so does this. */
  private boolean selects(ExemptPods pods) {
    boolean empty =
        (pods.podSelector.getMatchLabels() == null || pods.podSelector.getMatchLabels().isEmpty())
            && (pods.podSelector.getMatchExpressions() == null
                || pods.podSelector.getMatchExpressions().isEmpty());
    return !empty
        && switch (LabelSelection.of(pods.podSelector, labels)) {
          case Selection.Selected _ -> true;
          case Selection.NotSelected _, Selection.CannotTell _ -> false;
        };
  }
}
