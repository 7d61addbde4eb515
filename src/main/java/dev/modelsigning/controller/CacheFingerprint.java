// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Tells from the caches whether anything in the cluster has changed, so that whoever lists it by
 * the clock can leave that out. Two states that differ have the same fingerprint once in 2^64
 * times.
 */
public final class CacheFingerprint {
  private volatile Map<Part, ObjectSums> caches = Map.of();
  private volatile Optional<SmallPods> pods = Optional.empty();

  /** Kinds of objects. */
  public enum Part {
    MODELS,
    CLAIMS,
    VOLUMES,
    PODS,
    /** Those that have not ended and are not the operator's own, and how many have ended. */
    OTHER_PODS,
    NAMESPACES
  }

  /** Begins to read these. */
  public void use(Map<Part, ObjectSums> filled) {
    caches = new EnumMap<>(filled);
  }

  /** Begins to ask this one for {@link #endedPods}. */
  public void use(SmallPods filled) {
    pods = Optional.of(filled);
  }

  /** What {@link SmallPods#takeEnded} of the cache of pods tells. */
  public List<SmallPods.Ended> endedPods(String namespace) {
    return pods.map(filled -> filled.takeEnded(namespace)).orElse(List.of());
  }

  /**
   * A fingerprint of the objects in their versions; empty before there are caches of all of them.
   */
  public OptionalLong ofVersions(Part... parts) {
    return fingerprint(ObjectSums::versions, parts);
  }

  /** A fingerprint of which objects there are, whatever is in them. */
  public OptionalLong ofExistence(Part... parts) {
    return fingerprint(ObjectSums::existence, parts);
  }

  private OptionalLong fingerprint(ToLongFunction<ObjectSums> sum, Part... parts) {
    Map<Part, ObjectSums> read = caches;
    long all = 0;
    for (Part part : parts) {
      ObjectSums cache = read.get(part);
      if (cache == null) {
        return OptionalLong.empty();
      }
      all = 31 * all + sum.applyAsLong(cache);
    }
    return OptionalLong.of(all);
  }
}
