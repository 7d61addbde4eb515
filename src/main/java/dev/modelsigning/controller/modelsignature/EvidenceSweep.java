// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deletes evidence whose resource is gone. A sweep instead of a finalizer: an operator that is away
 * must not keep a namespace from being deleted.
 */
final class EvidenceSweep {
  private static final Logger LOG = Logger.getLogger(EvidenceSweep.class);

  private final KubernetesClient client;
  private final EvidenceStore store;

  EvidenceSweep(KubernetesClient client, EvidenceStore store) {
    this.client = client;
    this.store = store;
  }

  /**
   * Looks at all stored evidence.
   *
   * @param cached whether a resource of this UID is in the cache; the API server has the last word
   */
  void run(Predicate<String> cached) {
    for (ConfigMap part : store.all()) {
      String uid = part.getMetadata().getLabels().get(EvidenceStore.OWNER_UID_LABEL);
      if ((uid == null || !cached.test(uid)) && !exists(part, uid)) {
        LOG.infof("evidence=%s deleted: its ModelSignature is gone", part.getMetadata().getName());
        store.delete(part);
      }
    }
  }

  private boolean exists(ConfigMap part, @Nullable String uid) {
    Map<String, String> annotations = part.getMetadata().getAnnotations();
    String key = annotations == null ? null : annotations.get(EvidenceStore.OWNER_ANNOTATION);
    int slash = key == null ? -1 : key.indexOf('/');
    if (key == null || slash < 0) {
      return false;
    }
    ModelSignature resource =
        client
            .resources(ModelSignature.class)
            .inNamespace(key.substring(0, slash))
            .withName(key.substring(slash + 1))
            .get();
    return resource != null && Objects.equals(resource.getMetadata().getUid(), uid);
  }
}
