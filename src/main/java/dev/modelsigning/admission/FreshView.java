package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server once where the caches would refuse for want of news: a claim that was bound,
 * a namespace that was made or a measurement that began a moment ago. A question that fails or
 * takes longer than the client's timeout leaves the caches' answer, which refuses.
 */
final class FreshView implements ClusterView {
  private final ClusterView cached;
  private final KubernetesClient client;

  /**
   * @param client with a short request timeout and without retries: it is used within an admission
   *     request
   */
  FreshView(ClusterView cached, KubernetesClient client) {
    this.cached = cached;
    this.client = client;
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
    return cached
        .identity(namespace, claimName)
        .or(
            () ->
                asked(
                        () ->
                            client
                                .persistentVolumeClaims()
                                .inNamespace(namespace)
                                .withName(claimName)
                                .get())
                    .flatMap(
                        claim ->
                            Optional.ofNullable(claim.getSpec().getVolumeName())
                                .flatMap(
                                    name ->
                                        asked(
                                            () -> client.persistentVolumes().withName(name).get()))
                                .flatMap(volume -> VolumeIdentity.of(claim, volume))));
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

  private static <T> Optional<T> asked(Question<T> question) {
    try {
      return Optional.ofNullable(question.ask());
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }
}
