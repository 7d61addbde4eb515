// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Claims as the API server selects them now. */
record LiveClaims(KubernetesClient client) implements TargetSelection.SelectedClaims {
  @Override
  public List<Namespace> namespaces(LabelSelector selector) {
    return client.namespaces().withLabelSelector(selector).list().getItems();
  }

  @Override
  public List<PersistentVolumeClaim> claims(String namespace, LabelSelector selector) {
    return client
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withLabelSelector(selector)
        .list()
        .getItems();
  }
}
