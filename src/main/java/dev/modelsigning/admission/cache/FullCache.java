// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The webhook's cache with its indexes, filled at once: for rehearsals, benchmarks and tests. */
public final class FullCache {
  private FullCache() {}

  /** A cache of these objects. */
  public static <T extends HasMetadata> Lookup<T> of(
      Map<String, Function<T, List<String>>> indexes, List<T> objects) {
    var cache = new ObjectCache<T>(indexes, ObjectCache.NAMESPACE_SHARE);
    objects.forEach(cache::put);
    return cache;
  }
}
