// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.volume.ClusterNode;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what decisions look up, each object once in a survey. For one thread. */
final class SurveyedCluster {
  private final KubernetesClient client;
  private final Map<String, Optional<PersistentVolume>> volumes = new HashMap<>();
  private final Map<String, Optional<NodePlatform>> platforms = new HashMap<>();
  private final VerifiedImages images;

  SurveyedCluster(KubernetesClient client) {
    this.client = client;
    this.images = new VerifiedImages(client);
  }

  /**
   * Reads the models and claims of a namespace.
   *
   * @param each is handed every ModelSignature
   */
  NamespaceView view(String namespace, Consumer<ModelSignature> each) {
    var models = new SurveyedModels();
    Pages.forEach(
        client.resources(ModelSignature.class).inNamespace(namespace),
        (ModelSignature signature) -> {
          models.keep(signature);
          each.accept(signature);
        });
    Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    Pages.forEach(
        client.persistentVolumeClaims().inNamespace(namespace),
        (PersistentVolumeClaim claim) -> {
          SurveyedModels.forgetWhatTenantsFill(claim);
          claims.put(claim.getMetadata().getName(), claim);
        });
    return new NamespaceView(
        models.onClaims(),
        models.inImages(),
        images::of,
        claims,
        name -> volumes.computeIfAbsent(name, this::volume),
        node -> platforms.computeIfAbsent(node, this::platform));
  }

  private Optional<PersistentVolume> volume(String name) {
    return ObjectName.isPossible(name)
        ? Optional.ofNullable(client.persistentVolumes().withName(name).get())
        : Optional.empty();
  }

  private Optional<NodePlatform> platform(String node) {
    return ObjectName.isPossible(node)
        ? Optional.ofNullable(client.resources(ClusterNode.class).withName(node).get())
            .flatMap(found -> NodePlatform.of(found.getMetadata()))
        : Optional.empty();
  }
}
