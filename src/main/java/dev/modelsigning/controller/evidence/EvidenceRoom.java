// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much stored evidence a namespace may have. Of what signatures are about that some policy
 * trusts it is {@link #TRUSTED_BYTES}: one model, with a bundle that is written in many ways, is
 * much content. Small content of that kind is always kept. Anybody can make other evidence, so that
 * of it a namespace may have {@link #UNTRUSTED_BYTES} only.
 */
final class EvidenceRoom {
  /** The most of evidence that no policy trusts. */
  static final long UNTRUSTED_BYTES = 8 << 20;

  /** The most of trusted content that is not small; what is equal counts once. */
  static final long TRUSTED_BYTES = 64 << 20;

  /** Trusted content up to this is small: less than its ModelSignature may take by itself. */
  static final long SMALL_BYTES = 64 << 10;

  /** What a record takes besides the content, which may be small or shared: a report, metadata. */
  static final long RECORD_BYTES = 4 << 10;

  private static final String UNTRUSTED_LABEL = "modelsigning.dev/evidence-untrusted-in";
  private static final String LARGE_LABEL = "modelsigning.dev/evidence-large-in";

  /** By what a namespace's name is spread over them. */
  private static final int LOCKS = 64;

  private final List<Lock> locks =
      Stream.generate(() -> (Lock) new ReentrantLock()).limit(LOCKS).toList();

  private final KubernetesClient client;
  private final String namespace;
  private final long trustedBytes;

  /**
   * @param namespace the operator's own
   * @param trustedBytes in place of {@link #TRUSTED_BYTES}
   */
  EvidenceRoom(KubernetesClient client, String namespace, long trustedBytes) {
    this.client = client;
    this.namespace = namespace;
    this.trustedBytes = trustedBytes;
  }

  /** What a record is counted by. */
  static Map<String, String> labels(EvidenceStore.Owner owner, long bytes) {
    if (!owner.trusted()) {
      return Map.of(UNTRUSTED_LABEL, owner.namespace());
    }
    return bytes > SMALL_BYTES ? Map.of(LARGE_LABEL, owner.namespace()) : Map.of();
  }

  /** Looks and writes without another of the namespace in between, where there is a bound. */
  boolean inTurn(EvidenceStore.Owner owner, long bytes, BooleanSupplier save) {
    if (labels(owner, bytes).isEmpty()) {
      return save.getAsBoolean();
    }
    Lock lock = locks.get(Math.floorMod(owner.namespace().hashCode(), LOCKS));
    lock.lock();
    try {
      return save.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the owner's namespace may have content with this digest and size. */
  boolean isThereFor(EvidenceStore.Owner owner, String digest, long bytes) {
    if (!owner.trusted()) {
      long used =
          others(UNTRUSTED_LABEL, owner)
              .mapToLong(record -> RECORD_BYTES + EvidenceStore.bytes(record))
              .sum();
      return used + RECORD_BYTES + bytes <= UNTRUSTED_BYTES;
    }
    if (bytes <= SMALL_BYTES) {
      return true;
    }
    Map<String, Long> kept =
        others(LARGE_LABEL, owner)
            .collect(Collectors.toMap(EvidenceStore::contentOf, EvidenceStore::bytes, Long::max));
    kept.put(digest, bytes);
    return kept.values().stream().mapToLong(Long::longValue).sum() <= trustedBytes;
  }

  /** The records of the owner's namespace, but its own. */
  private Stream<ConfigMap> others(String label, EvidenceStore.Owner owner) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withLabel(label, owner.namespace())
        .list()
        .getItems()
        .stream()
        .filter(record -> !record.getMetadata().getName().equals(owner.reference()));
  }
}
