// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The bundles that were used last, by their digests. A namespace that has its share loses its own
 * oldest ones, so that its many do not push out those of others.
 */
final class BundleCache {
  private final long ofAll;
  private final long ofANamespace;
  private final Map<Key, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Long> shares = new LinkedHashMap<>();
  private long bytes;

  private record Key(String namespace, String digest) {}

  /**
   * Nothing is kept yet.
   *
   * @param ofAll the most bytes
   * @param ofANamespace the most bytes of one namespace
   */
  BundleCache(long ofAll, long ofANamespace) {
    this.ofAll = ofAll;
    this.ofANamespace = ofANamespace;
  }

  synchronized Optional<byte[]> get(String namespace, String digest) {
    return Optional.ofNullable(kept.get(new Key(namespace, digest))).map(byte[]::clone);
  }

  /** Keeps a bundle; one that is larger than a namespace's share is not kept. */
  synchronized void put(String namespace, String digest, byte[] bundle) {
    Key key = new Key(namespace, digest);
    if (bundle.length > ofANamespace || kept.containsKey(key)) {
      return;
    }
    kept.put(key, bundle.clone());
    count(namespace, bundle.length);
    for (var oldest = kept.entrySet().iterator();
        oldest.hasNext() && shares.getOrDefault(namespace, 0L) > ofANamespace; ) {
      var entry = oldest.next();
      if (entry.getKey().namespace().equals(namespace)) {
        remove(oldest, entry);
      }
    }
    for (var oldest = kept.entrySet().iterator(); oldest.hasNext() && bytes > ofAll; ) {
      remove(oldest, oldest.next());
    }
  }

  private void remove(Iterator<Map.Entry<Key, byte[]>> at, Map.Entry<Key, byte[]> entry) {
    String namespace = entry.getKey().namespace();
    long length = entry.getValue().length;
    at.remove();
    count(namespace, -length);
  }

  private void count(String namespace, long more) {
    bytes += more;
    shares.merge(namespace, more, Long::sum);
    shares.computeIfPresent(namespace, (name, share) -> share == 0 ? null : share);
  }
}
