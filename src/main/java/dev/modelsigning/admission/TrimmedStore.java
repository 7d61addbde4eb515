// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;

/**
 * Keeps of each object only what decisions read: inline bundles and managed fields of a whole
 * cluster would fill the webhook's memory. Objects are decoded for this cache alone, so they are
 * trimmed in place.
 */
final class TrimmedStore<T extends HasMetadata> extends BasicItemStore<T> {
  TrimmedStore() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public T put(String key, T object) {
    object.getMetadata().setManagedFields(List.of());
    object.getMetadata().setAnnotations(null);
    if (object instanceof ModelSignature signature) {
      signature.getSpec().signature = null;
      signature.getSpec().verification = null;
    }
    return super.put(key, object);
  }
}
