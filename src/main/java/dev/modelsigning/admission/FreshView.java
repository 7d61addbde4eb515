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
 * The cluster during one admission request. Asks the API server where the caches would refuse for
 * want of news: a claim that was bound, a namespace that was made or a measurement that began a
 * moment ago. Each question is asked once, and none after the budget is spent; one that fails or
 * comes too late leaves the caches' answer, which refuses. For one thread.
 */
final class FreshView implements ClusterView {
  private final ClusterView cached;
  private final KubernetesClient client;
  private final long budgetNanoseconds;
  private final long begun = System.nanoTime();
  private final Map<String, Optional<VolumeIdentity>> identities = new HashMap<>();

  /**
   * @param client whose request timeout is at most the budget, and which does not retry
   * @param budget within which questions are asked; the last one may end at twice the budget
   */
  FreshView(ClusterView cached, KubernetesClient client, Duration budget) {
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
                asked(() -> client.namespaces().withName(namespace).get())
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
        key -> cached.identity(namespace, claimName).or(() -> identityNow(namespace, claimName)));
  }

  private Optional<VolumeIdentity> identityNow(String namespace, String claimName) {
    return asked(
            () -> client.persistentVolumeClaims().inNamespace(namespace).withName(claimName).get())
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                    .flatMap(name -> asked(() -> client.persistentVolumes().withName(name).get()))
                    .flatMap(volume -> VolumeIdentity.of(claim, volume)));
  }

  @Override
  public boolean isMeasurement(String namespace, String jobUid) {
    return cached.isMeasurement(namespace, jobUid) || isMeasurementNow(namespace, jobUid);
  }

  private boolean isMeasurementNow(String namespace, String jobUid) {
    boolean verifying =
        asked(() -> client.resources(ModelSignature.class).inNamespace(namespace).list())
            .map(list -> list.getItems().stream())
            .stream()
            .flatMap(items -> items)
            .filter(signature -> signature.getStatus() != null)
            .anyMatch(
                signature -> jobUid.equals(InformedView.jobUid(signature.getStatus().measurement)));
    return verifying
        || asked(() -> client.resources(ModelSigningJob.class).inNamespace(namespace).list())
            .map(list -> list.getItems().stream())
            .stream()
            .flatMap(items -> items)
            .filter(job -> job.getStatus() != null)
            .anyMatch(job -> jobUid.equals(InformedView.jobUid(job.getStatus().measurement)));
  }

  /** A question that may find nothing. */
  private interface Question<T> {
    @Nullable T ask();
  }

  private <T> Optional<T> asked(Question<T> question) {
    if (System.nanoTime() - begun > budgetNanoseconds) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(question.ask());
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }
}
