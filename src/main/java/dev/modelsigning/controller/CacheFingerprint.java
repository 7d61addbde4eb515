// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Tells from the caches whether anything in the cluster has changed, so that whoever lists it by
 * the clock can leave that out. Two states that differ have the same fingerprint once in 2^64
 * times.
 */
public final class CacheFingerprint {
  private volatile Map<Part, Supplier<Stream<ObjectMeta>>> caches = Map.of();

  /** Kinds of objects. */
  public enum Part {
    MODELS,
    CLAIMS,
    VOLUMES,
    PODS,
    NAMESPACES
  }

  /** Begins to read these. */
  public void use(Map<Part, Supplier<Stream<ObjectMeta>>> filled) {
    caches = new EnumMap<>(filled);
  }

  /**
   * A fingerprint of the objects in their versions; empty before there are caches of all of them.
   */
  public OptionalLong ofVersions(Part... parts) {
    return fingerprint(object -> object.getUid() + " " + object.getResourceVersion(), parts);
  }

  /** A fingerprint of which objects there are, whatever is in them. */
  public OptionalLong ofExistence(Part... parts) {
    return fingerprint(ObjectMeta::getUid, parts);
  }

  private OptionalLong fingerprint(Function<ObjectMeta, String> text, Part... parts) {
    Map<Part, Supplier<Stream<ObjectMeta>>> read = caches;
    long sum = 0;
    for (Part part : parts) {
      Supplier<Stream<ObjectMeta>> cache = read.get(part);
      if (cache == null) {
        return OptionalLong.empty();
      }
      sum = 31 * sum + cache.get().mapToLong(object -> mixed(text.apply(object))).sum();
    }
    return OptionalLong.of(sum);
  }

  /** Spreads the characters over all bits: the sum of many has to tell one from another. */
  private static long mixed(String text) {
    String of = Objects.requireNonNullElse(text, "");
    long mixed = 0xcbf29ce484222325L;
    for (int i = 0; i < of.length(); i++) {
      mixed = (mixed ^ of.charAt(i)) * 0x100000001b3L;
    }
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    return mixed ^ (mixed >>> 33);
  }
}
