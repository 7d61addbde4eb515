// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.refreshing;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.tuf.FetchRecord;
import dev.modelsigning.trust.tuf.TrustedRootMirror;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Fetches trusted roots and keeps what was fetched. One at a time, and the same one at most every
 * 30 seconds whatever happens: a slow mirror delays other mirrors, and nothing else.
 */
public final class RootRefresher {
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final Duration ALL = Duration.ofMinutes(1);
  private static final Duration BETWEEN = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final String namespace;
  private final Clock clock;
  private final RefreshMetrics metrics;
  private final Semaphore one = new Semaphore(1);
  private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

  private record Attempt(String uid, long generation, Instant at) {}

  /** What became of it. */
  public sealed interface Outcome {
    /**
     * It was fetched and kept.
     *
     * @param kept the ConfigMap
     */
    record Fetched(ConfigMap kept) implements Outcome {}

    /**
     * It failed, and what was kept before stays.
     *
     * @param message why
     */
    record Failed(String message) implements Outcome {}

    /**
     * It was not tried, for another one is being fetched, or it was tried just now.
     *
     * @param pause how soon to ask again
     */
    record Later(Duration pause) implements Outcome {}
  }

  /**
   * Nothing is fetched before it is asked for.
   *
   * @param namespace of the operator
   */
  public RootRefresher(String namespace, Clock clock, RefreshMetrics metrics) {
    this.namespace = namespace;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Fetches.
   *
   * @param kept what was kept of the last fetch, so that nothing older is accepted
   */
  public Outcome refresh(
      ModelTrustRoot root,
      TrustedRootMirror mirror,
      Optional<FetchRecord> kept,
      KubernetesClient client) {
    if (!one.tryAcquire()) {
      return new Outcome.Later(WAIT);
    }
    try {
      Optional<Duration> early = early(root);
      return early.isPresent()
          ? new Outcome.Later(early.get())
          : fetch(root, mirror.within(CALL, ALL), kept, client);
    } finally {
      one.release();
    }
  }

  private Optional<Duration> early(ModelTrustRoot root) {
    var metadata = root.getMetadata();
    Instant now = clock.instant();
    attempts.values().removeIf(attempt -> !now.isBefore(attempt.at().plus(BETWEEN)));
    var attempt =
        new Attempt(
            Objects.requireNonNullElse(metadata.getUid(), ""),
            Objects.requireNonNullElse(metadata.getGeneration(), 0L),
            now);
    Attempt before = attempts.get(metadata.getName());
    if (before != null
        && before.uid().equals(attempt.uid())
        && before.generation() == attempt.generation()) {
      return Optional.of(Duration.between(now, before.at().plus(BETWEEN)));
    }
    attempts.put(metadata.getName(), attempt);
    return Optional.empty();
  }

  private Outcome fetch(
      ModelTrustRoot root,
      TrustedRootMirror mirror,
      Optional<FetchRecord> kept,
      KubernetesClient client) {
    try {
      FetchRecord fetched = mirror.fetchAfter(kept, clock).files();
      ConfigMap made = KeptRecord.write(root, namespace, fetched);
      client.configMaps().inNamespace(namespace).resource(made).createOr(u -> u.update());
      metrics.ended(root.getMetadata().getName(), true);
      return new Outcome.Fetched(made);
    } catch (TrustMaterialException e) {
      return failed(root, String.valueOf(e.getMessage()));
    } catch (KubernetesClientException e) {
      return failed(
          root, "what was fetched cannot be kept in the operator's namespace: " + e.getMessage());
    }
  }

  private Outcome failed(ModelTrustRoot root, String message) {
    metrics.ended(root.getMetadata().getName(), false);
    return new Outcome.Failed(message);
  }
}
