// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Finds the claims of a ClusterModelSigningJob, once, when it starts. Namespaces of the cluster
 * itself and the operator's own are never selected.
 */
final class TargetSelection {
  /** What one job may sign; a status with more would not fit into one object. */
  static final int MAX_TARGETS = 1000;

  private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

  private final KubernetesClient client;
  private final String ownNamespace;

  TargetSelection(KubernetesClient client, String ownNamespace) {
    this.client = client;
    this.ownNamespace = ownNamespace;
  }

  /** All selected claims by namespace and name; may be more than {@value #MAX_TARGETS}. */
  List<SigningTarget> select(ClaimSelector selector) {
    List<SigningTarget> targets = new ArrayList<>();
    for (Namespace namespace : namespaces(selector.namespaceSelector)) {
      String name = namespace.getMetadata().getName();
      client
          .persistentVolumeClaims()
          .inNamespace(name)
          .withLabelSelector(selector.claimSelector)
          .list()
          .getItems()
          .stream()
          .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
          .map(TargetSelection::target)
          .forEach(targets::add);
    }
    targets.sort(
        Comparator.comparing((SigningTarget target) -> target.namespace)
            .thenComparing(target -> target.claimName));
    return targets;
  }

  private List<Namespace> namespaces(LabelSelector selector) {
    return client.namespaces().withLabelSelector(selector).list().getItems().stream()
        .filter(namespace -> namespace.getMetadata().getDeletionTimestamp() == null)
        .filter(namespace -> isOpen(namespace.getMetadata().getName()))
        .toList();
  }

  private boolean isOpen(String namespace) {
    return !SYSTEM.contains(namespace) && !namespace.equals(ownNamespace);
  }

  private static SigningTarget target(PersistentVolumeClaim claim) {
    var target = new SigningTarget();
    target.namespace = claim.getMetadata().getNamespace();
    target.claimName = claim.getMetadata().getName();
    target.state = SigningState.Pending;
    return target;
  }
}
