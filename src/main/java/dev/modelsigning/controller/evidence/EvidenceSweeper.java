// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.CacheFingerprint;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deletes stored evidence whose ModelSignature is gone, and content that no record names. A sweep
 * instead of a finalizer: an operator that is not running must not keep a namespace from being
 * deleted.
 */
public final class EvidenceSweeper {
  private static final Logger LOG = Logger.getLogger(EvidenceSweeper.class);

  /** Content is written before its record, so a young one may be about to be named. */
  private static final Duration YOUNG = Duration.ofMinutes(2);

  /** Parts of content that are held at a time. */
  private static final long PAGE = 10;

  private final KubernetesClient client;
  private final EvidenceStore store;
  private final String namespace;
  private final Clock clock;
  private final CacheFingerprint fingerprint;
  private OptionalLong swept = OptionalLong.empty();
  private volatile Optional<Supplier<Stream<ModelSignature>>> cached = Optional.empty();

  /** Nothing is deleted before {@link #useCache} and {@link #sweep}. */
  public EvidenceSweeper(
      KubernetesClient client,
      EvidenceStore store,
      CacheFingerprint fingerprint,
      String namespace,
      Clock clock) {
    this.fingerprint = fingerprint;
    this.client = client;
    this.store = store;
    this.namespace = namespace;
    this.clock = clock;
  }

  /**
   * Begins to use a cache.
   *
   * @param known the ModelSignatures that are cached; for one that is not, the API server is asked
   */
  public void useCache(Supplier<Stream<ModelSignature>> known) {
    cached = Optional.of(known);
  }

  /**
   * Looks at all stored evidence, once. Does nothing before the controller has its cache, and while
   * no resource is gone and nothing was stored since the last time.
   */
  public synchronized void sweep() {
    OptionalLong now = seen();
    if (now.isPresent() && now.equals(swept)) {
      return;
    }
    swept = OptionalLong.empty();
    if (cached.isPresent() && sweep(uids(cached.get().get()))) {
      swept = now;
    }
  }

  private OptionalLong seen() {
    OptionalLong models = fingerprint.ofExistence(CacheFingerprint.Part.MODELS);
    return models.isPresent() ? OptionalLong.of(31 * models.getAsLong() + store.changes()) : models;
  }

  private static Set<String> uids(Stream<ModelSignature> models) {
    return models.map(model -> model.getMetadata().getUid()).collect(Collectors.toSet());
  }

  /** Whether nothing is left that is too young to tell. */
  private boolean sweep(Set<String> known) {
    var settled = new AtomicBoolean(true);
    Set<String> named = new HashSet<>();
    each(
        EvidenceStore.OWNER_UID_LABEL,
        record -> {
          String uid = record.getMetadata().getLabels().get(EvidenceStore.OWNER_UID_LABEL);
          if ((uid == null || !known.contains(uid)) && !exists(record, uid)) {
            delete(record, "its ModelSignature is gone");
          } else {
            named.add(EvidenceStore.contentOf(record));
          }
        });
    each(
        EvidenceStore.CONTENT_LABEL,
        part -> {
          String digest = part.getMetadata().getLabels().get(EvidenceStore.CONTENT_LABEL);
          if (named.contains(digest)) {
            return;
          }
          if (isYoung(part)) {
            settled.set(false);
          } else {
            delete(part, "no ModelSignature needs it");
          }
        });
    return settled.get();
  }

  private void delete(ConfigMap part, String reason) {
    LOG.infof("evidence=%s deleted: %s", part.getMetadata().getName(), reason);
    store.delete(part.getMetadata().getName());
  }

  /** A page at a time: together they may be larger than the memory. */
  private void each(String label, Consumer<ConfigMap> visit) {
    String next = null;
    do {
      ListOptions options = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
      ConfigMapList page =
          client.configMaps().inNamespace(namespace).withLabel(label).list(options);
      page.getItems().forEach(visit);
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }

  private boolean isYoung(ConfigMap part) {
    try {
      Instant created = Instant.parse(part.getMetadata().getCreationTimestamp());
      return created.plus(YOUNG).isAfter(clock.instant());
    } catch (DateTimeException e) {
      return true;
    }
  }

  private boolean exists(ConfigMap record, @Nullable String uid) {
    Map<String, String> annotations = record.getMetadata().getAnnotations();
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
