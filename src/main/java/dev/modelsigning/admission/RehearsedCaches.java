// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.FullCache;
import dev.modelsigning.admission.sample.SampleCluster;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What reviews that are rehearsed are decided by. The caches are of the classes that hold the real
 * cluster: code that is compiled for others would be thrown away with the first real review.
 */
final class RehearsedCaches {
  private final Clock clock;
  private @Nullable CachedView made;

  /**
   * @param clock by which the policy is fresh
   */
  RehearsedCaches(Clock clock) {
    this.clock = clock;
  }

  /** Made when they are asked for first. */
  synchronized CachedView get() {
    CachedView caches = made;
    if (caches == null) {
      SampleCluster sample = SampleCluster.at(clock.instant());
      caches =
          new CachedView(
              FullCache.of(Map.of(), List.of(sample.namespace())),
              FullCache.of(Map.of(), List.of(sample.policy())),
              FullCache.of(CachedView.NAMESPACED_INDEXES, List.of()),
              FullCache.of(CachedView.SIGNATURE_INDEXES, sample.signatures()),
              FullCache.of(CachedView.SIGNING_JOB_INDEXES, List.of()),
              FullCache.of(Map.of(), sample.claims()),
              FullCache.of(Map.of(), sample.volumes()));
      made = caches;
    }
    return caches;
  }
}
