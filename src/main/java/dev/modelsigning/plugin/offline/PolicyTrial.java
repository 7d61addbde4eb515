// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.offline;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.explanation.Explainer;
import dev.modelsigning.explanation.Explanation;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.PolicyScope;
import dev.modelsigning.plugin.manifest.Manifests;
import dev.modelsigning.plugin.manifest.PodTemplates.TemplatePod;
import dev.modelsigning.plugin.manifest.UnusableManifestException;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The decision of the webhook about pods of manifests, by policies of manifests. */
public final class PolicyTrial {
  private final Manifests manifests = new Manifests();
  private final Inputs inputs;
  private final Set<String> assumptions = new LinkedHashSet<>();
  private final List<ClusterModelTrustPolicy> namespaced;
  private final OfflineCluster cluster;
  private final Explainer explainer;
  private final Set<String> exempt;

  /**
   * Over these manifests.
   *
   * @param assumed the verdict of ModelSignatures that have no status
   * @param exempt namespaces that no policy covers, beside those that are exempt by default
   */
  public PolicyTrial(Inputs inputs, VerdictState assumed, Collection<String> exempt, Clock clock)
      throws UnusableManifestException {
    this.inputs = inputs;
    List<String> sentences = new ArrayList<>();
    this.namespaced = inputs.namespacedPolicies.stream().map(NamespacedPolicies::judging).toList();
    AssumedPolicies policies = new AssumedPolicies(clock.instant(), sentences);
    for (ClusterModelTrustPolicy policy : inputs.policies) {
      policies.complete(policy);
    }
    for (ClusterModelTrustPolicy policy : namespaced) {
      policies.complete(policy);
    }
    AssumedSignatures signatures =
        new AssumedSignatures(
            Stream.concat(inputs.policies.stream(), namespaced.stream()).toList(),
            assumed,
            sentences);
    for (ModelSignature signature : inputs.signatures) {
      if (signature.getSpec() == null || signature.getSpec().source == null) {
        throw new UnusableManifestException(
            "ModelSignature " + signature.getMetadata().getName() + " has no spec.source");
      }
      signatures.complete(signature);
    }
    assumptions.addAll(sentences);
    cluster = new OfflineCluster(inputs.policies, namespaced, inputs.signatures, inputs.namespaces);
    this.exempt =
        Stream.concat(ExemptByDefault.names().stream(), exempt.stream())
            .collect(Collectors.toUnmodifiableSet());
    explainer = new Explainer(cluster, new PodDecision(cluster, clock, this.exempt));
  }

  /**
   * A pod and what was decided.
   *
   * @param origin kind and name of the object that it is, or that makes it
   */
  public record Decided(String origin, Explanation explanation) {}

  /** Decides about all pods, in the order of the files. */
  public List<Decided> decisions() throws UnusableManifestException {
    List<Decided> decided = new ArrayList<>();
    for (TemplatePod pod : inputs.pods) {
      Pod read = manifests.as(Pod.class, pod.pod());
      PodRequest request =
          new PodRequest("CREATE", "", pod.namespace(), "", read, Optional.empty());
      decided.add(new Decided(pod.origin(), explainer.explain(request, scope(pod.namespace()))));
    }
    return List.copyOf(decided);
  }

  /** Without the namespace's labels, every policy of the cluster is taken to select it. */
  private PolicyScope scope(String namespace) {
    if (exempt.contains(namespace)) {
      assumptions.add("namespace " + namespace + " is exempt: no policy covers it");
      return new PolicyScope.Named(List.of());
    }
    if (inputs.namespaces.containsKey(namespace)) {
      return new PolicyScope.Covering();
    }
    if (!inputs.policies.isEmpty()) {
      assumptions.add(
          "namespace " + namespace + " is not among the files: every policy selects it");
    }
    return new PolicyScope.Named(
        Stream.concat(inputs.policies.stream(), cluster.namespacedPolicies(namespace).stream())
            .toList());
  }

  /** What was taken for granted so far, one sentence each. */
  public List<String> assumptions() {
    List<String> all = new ArrayList<>(assumptions);
    all.addAll(inputs.assumptions);
    if (inputs.pods.stream().anyMatch(PolicyTrial::mountsClaims)) {
      all.add("claims exist and are bound to the volumes that were verified");
    }
    return List.copyOf(all);
  }

  private static boolean mountsClaims(TemplatePod pod) {
    return pod.pod()
        .path("spec")
        .path("volumes")
        .valueStream()
        .anyMatch(volume -> volume.has("persistentVolumeClaim"));
  }

  /** Whether there is anything to judge by. */
  public boolean hasPolicies() {
    return !inputs.policies.isEmpty() || !namespaced.isEmpty();
  }

  /** Whether there is anything to judge. */
  public boolean hasPods() {
    return !inputs.pods.isEmpty();
  }
}
