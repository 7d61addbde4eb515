// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Finds the claims of a ClusterModelSigningJob, once, when it starts. The namespaces of the cluster
 * itself and of the operator are never selected.
 */
final class TargetSelection {
  /** The most that one job signs; a status with more does not fit into one object. */
  static final int MAX_TARGETS = 1000;

  private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

  private final SelectedClaims cluster;
  private final String ownNamespace;

  /** What the selectors select in the cluster. */
  interface SelectedClaims {
    /** The namespaces with such labels. */
    List<Namespace> namespaces(LabelSelector selector);

    /** The claims of a namespace with such labels. */
    List<PersistentVolumeClaim> claims(String namespace, LabelSelector selector);
  }

  TargetSelection(SelectedClaims cluster, String ownNamespace) {
    this.cluster = cluster;
    this.ownNamespace = ownNamespace;
  }

  /** All selected claims, ordered by namespace and name; possibly more than one job signs. */
  List<SigningTarget> select(ClaimSelector selector) {
    List<SigningTarget> targets = new ArrayList<>();
    for (Namespace namespace : namespaces(selector.namespaceSelector)) {
      String name = namespace.getMetadata().getName();
      cluster.claims(name, selector.claimSelector).stream()
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
    return cluster.namespaces(selector).stream()
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
