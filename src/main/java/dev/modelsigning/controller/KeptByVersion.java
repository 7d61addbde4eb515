// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Keeps what was made of each object for as long as that stays in its version and nothing else that
 * it was made of changes. At most {@value #MOST} objects; beyond, all are made anew.
 */
public final class KeptByVersion<R extends HasMetadata, T> {
  private static final int MOST = 4_096;

  private final Map<String, Kept<T>> byUid = new ConcurrentHashMap<>();
  private final AtomicLong forgotten = new AtomicLong();

  private record Kept<T>(String version, T made) {}

  /** What was made of an object, or is made now. */
  public T of(R object, Function<R, T> make) {
    String uid = object.getMetadata().getUid();
    String version = object.getMetadata().getResourceVersion();
    if (uid == null || version == null) {
      return make.apply(object);
    }
    Kept<T> kept = byUid.get(uid);
    if (kept != null && Objects.equals(kept.version(), version)) {
      return kept.made();
    }
    long before = forgotten.get();
    T made = make.apply(object);
    if (byUid.size() >= MOST) {
      byUid.clear();
    }
    byUid.put(uid, new Kept<>(version, made));
    // What it was made of may have changed meanwhile.
    if (forgotten.get() != before) {
      byUid.remove(uid);
    }
    return made;
  }

  /** Something has changed that objects refer to. */
  public void forget() {
    forgotten.incrementAndGet();
    byUid.clear();
  }
}
