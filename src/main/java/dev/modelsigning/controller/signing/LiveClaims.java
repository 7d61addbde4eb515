// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.controller.Pages;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.volume.ClusterNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Claims as the API server selects them now. */
record LiveClaims(KubernetesClient client) implements TargetSelection.SelectedClaims {
  @Override
  public List<Namespace> namespaces(LabelSelector selector) {
    List<Namespace> found = new ArrayList<>();
    Pages.forEach(client.namespaces().withLabelSelector(selector), (Namespace n) -> found.add(n));
    return found;
  }

  @Override
  public List<PersistentVolumeClaim> claims(String namespace, LabelSelector selector) {
    List<PersistentVolumeClaim> found = new ArrayList<>();
    Pages.forEach(
        client.persistentVolumeClaims().inNamespace(namespace).withLabelSelector(selector),
        (PersistentVolumeClaim claim) -> {
          // Tenants write them, at any length; what was selected by the labels is selected.
          claim.getMetadata().setAnnotations(null);
          claim.getMetadata().setLabels(null);
          found.add(claim);
        });
    return found;
  }

  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return Optional.ofNullable(
        client.persistentVolumeClaims().inNamespace(namespace).withName(name).get());
  }

  @Override
  public VolumeFinding volume(PersistentVolumeClaim claim) {
    return VolumeFinding.of(
        claim.getMetadata().getName(),
        Optional.of(claim),
        name -> volume(client, name),
        () -> nodes(client));
  }

  /** A claim may name its volume by any text. */
  static Optional<PersistentVolume> volume(KubernetesClient client, String name) {
    return ObjectName.isPossible(name)
        ? Optional.ofNullable(client.persistentVolumes().withName(name).get())
        : Optional.empty();
  }

  /** All nodes, without what is not needed of them. */
  static List<ObjectMeta> nodes(KubernetesClient client) {
    return client.resources(ClusterNode.class).list().getItems().stream()
        .map(ClusterNode::getMetadata)
        .toList();
  }
}
