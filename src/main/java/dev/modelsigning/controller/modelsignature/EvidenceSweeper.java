// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deletes stored evidence whose ModelSignature is gone. A sweep instead of a finalizer: an operator
 * that is not running must not keep a namespace from being deleted.
 */
public final class EvidenceSweeper {
  private static final Logger LOG = Logger.getLogger(EvidenceSweeper.class);

  private final KubernetesClient client;
  private final EvidenceStore store;
  private volatile Optional<Predicate<String>> cached = Optional.empty();

  EvidenceSweeper(KubernetesClient client, EvidenceStore store) {
    this.client = client;
    this.store = store;
  }

  /**
   * Begins to use a cache.
   *
   * @param known whether a ModelSignature of this UID is cached; for one that is not, the API
   *     server is asked
   */
  void useCache(Predicate<String> known) {
    cached = Optional.of(known);
  }

  /** Looks at all stored evidence, once; does nothing before the controller has its cache. */
  public void sweep() {
    cached.ifPresent(this::sweep);
  }

  private void sweep(Predicate<String> known) {
    for (ConfigMap part : store.all()) {
      String uid = part.getMetadata().getLabels().get(EvidenceStore.OWNER_UID_LABEL);
      if ((uid == null || !known.test(uid)) && !exists(part, uid)) {
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
