// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster during one admission request: the cached view, and live queries where the caches
 * would deny only because they are behind, such as a claim bound, a namespace created or a
 * measurement started a moment ago. Each query is sent at most once, and none after the budget is
 * spent; one that fails or is not sent leaves the cached answer, which denies. For one thread.
 */
final class LiveView implements ClusterView {
  private final ClusterView cached;
  private final KubernetesClient client;
  private final long budgetNanoseconds;
  private final Identities identitySource;
  private final long start = System.nanoTime();
  private final Map<String, Optional<VolumeIdentity>> identities = new HashMap<>();

  /** Where the identities of volumes come from. */
  enum Identities {
    /** The caches, and the API server for what they do not know yet. */
    CACHED,
    /** The API server alone. */
    LIVE
  }

  /**
   * @param client its request timeout is at most the budget, and it does not retry
   * @param budget time within which queries are sent; the last one may end at twice the budget
   */
  LiveView(
      ClusterView cached, KubernetesClient client, Duration budget, Identities identitySource) {
    this.identitySource = identitySource;
    this.cached = cached;
    this.client = client;
    this.budgetNanoseconds = budget.toNanos();
  }

  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return cached
        .namespaceLabels(namespace)
        .or(
            () ->
                query(() -> client.namespaces().withName(namespace).get())
                    .map(
                        found ->
                            Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of())));
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return cached.policies();
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return cached.signatures(namespace, claimName);
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return identities.computeIfAbsent(
        namespace + "/" + claimName,
        key ->
            switch (identitySource) {
              case CACHED ->
                  cached
                      .identity(namespace, claimName)
                      .or(() -> liveIdentity(namespace, claimName));
              case LIVE -> liveIdentity(namespace, claimName);
            });
  }

  private Optional<VolumeIdentity> liveIdentity(String namespace, String claimName) {
    return query(
            () -> client.persistentVolumeClaims().inNamespace(namespace).withName(claimName).get())
        // Another claim may take the name of one that is being deleted.
        .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                    .flatMap(name -> query(() -> client.persistentVolumes().withName(name).get()))
                    .flatMap(volume -> VolumeIdentity.of(claim, volume)));
  }

  @Override
  public boolean isMeasurement(String namespace, String jobUid) {
    return cached.isMeasurement(namespace, jobUid) || isLiveMeasurement(namespace, jobUid);
  }

  private boolean isLiveMeasurement(String namespace, String jobUid) {
    boolean verifying =
        query(() -> client.resources(ModelSignature.class).inNamespace(namespace).list())
            .map(list -> list.getItems().stream())
            .stream()
            .flatMap(items -> items)
            .filter(signature -> signature.getStatus() != null)
            .anyMatch(
                signature -> jobUid.equals(CachedView.jobUid(signature.getStatus().measurement)));
    return verifying
        || query(() -> client.resources(ModelSigningJob.class).inNamespace(namespace).list())
            .map(list -> list.getItems().stream())
            .stream()
            .flatMap(items -> items)
            .filter(job -> job.getStatus() != null)
            .anyMatch(job -> jobUid.equals(CachedView.jobUid(job.getStatus().measurement)));
  }

  /** A query that may find nothing. */
  private interface Query<T> {
    @Nullable T send();
  }

  private <T> Optional<T> query(Query<T> query) {
    if (System.nanoTime() - start > budgetNanoseconds) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(query.send());
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }
}
