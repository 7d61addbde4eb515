// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects of tenants without what they may fill at will: managed fields, and labels and
 * annotations other than those of Kubernetes and of this project.
 */
public class SmallObjects<T extends HasMetadata> extends BasicItemStore<T> {
  private static final int MOST = 64;

  /** Characters of an annotation's value; longer ones are left out. */
  public static final int LONGEST = 1024;

  private static final List<String> KEPT = List.of("modelsigning.dev/", "kubernetes.io/");

  /** An empty store. */
  public SmallObjects() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public @Nullable T put(String key, T object) {
    shrink(object);
    return super.put(key, object);
  }

  /** Leaves out of an object what its owner may fill at will. */
  static void shrink(HasMetadata object) {
    var metadata = object.getMetadata();
    metadata.setManagedFields(List.of());
    metadata.setLabels(small(metadata.getLabels()));
    metadata.setAnnotations(small(metadata.getAnnotations()));
  }

  private static @Nullable Map<String, String> small(@Nullable Map<String, String> all) {
    if (all == null || all.isEmpty()) {
      return all;
    }
    Map<String, String> kept = new HashMap<>();
    all.forEach(
        (name, value) -> {
          boolean known = KEPT.stream().anyMatch(name::contains);
          if (known && kept.size() < MOST && value != null && value.length() <= LONGEST) {
            kept.put(name, value);
          }
        });
    return kept;
  }
}
