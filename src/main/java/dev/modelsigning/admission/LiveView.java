// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.binding.KnownTrust;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.gate.loaders.ClaimUse;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.NodeVerdicts;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
 * measurement started a moment ago. Each query is sent at most once, none after the budget is
 * spent, and none for a claim after many were asked for in vain; one that fails or is not sent
 * leaves the cached answer, which denies. For one thread.
 */
final class LiveView implements ClusterView {
  /** Claims of one pod for which the pods of its namespace are listed. */
  private static final int LISTED_CLAIMS = 4;

  /**
   * Claims without a volume that one review may ask about. Names that are nowhere cost a query
   * each, and a pod may mount hundreds of them; one such claim is enough to refuse it.
   */
  private static final int UNKNOWN_CLAIMS = 16;

  private static final String SIGNATURE = "ModelSignature";
  private static final String SIGNING_JOB = "ModelSigningJob";

  private final ClusterView cached;
  private final KubernetesClient client;
  private final long budgetNanoseconds;
  private final Identities identitySource;
  private final MountingPods pods;
  private final long start = System.nanoTime();
  private final Map<String, Optional<VolumeIdentity>> identities = new HashMap<>();
  private final Map<String, Optional<NodePlatform>> platforms = new HashMap<>();
  private final Map<String, ClaimUse> uses = new HashMap<>();
  private int unknownClaims;

  /** Where the identities of volumes come from. */
  enum Identities {
    /** The caches. Whatever would have to be asked of the API server throws. */
    CACHED_ALONE,
    /** The caches, and the API server for what they do not know yet. */
    CACHED,
    /** The API server alone. */
    LIVE
  }

  /**
   * @param client its request timeout is at most the budget, and it does not retry
   * @param pods finds the pods of a claim, for loaders
   * @param budget time within which queries are sent; the last one may end at twice the budget
   */
  LiveView(
      ClusterView cached,
      KubernetesClient client,
      MountingPods pods,
      Duration budget,
      Identities identitySource) {
    this.pods = pods;
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
                query(namespace, () -> client.namespaces().withName(namespace).get())
                    .map(
                        found ->
                            Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of())));
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return cached.policies();
  }

  @Override
  public List<ClusterModelTrustPolicy> policiesFor(Map<String, String> labels) {
    return cached.policiesFor(labels);
  }

  @Override
  public KnownTrust trust() {
    return cached.trust();
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    return cached.namespacedPolicies(namespace);
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return cached.signatures(namespace, claimName);
  }

  @Override
  public List<ModelSignature> imageSignatures(String namespace, String digest) {
    return cached.imageSignatures(namespace, digest);
  }

  @Override
  public List<ModelSignature> verifiedImages(String digest) {
    return cached.verifiedImages(digest);
  }

  @Override
  public List<ModelSignature> repositorySignatures(String namespace, String repository) {
    return cached.repositorySignatures(namespace, repository);
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return identities.computeIfAbsent(
        namespace + "/" + claimName,
        key ->
            switch (identitySource) {
              case CACHED, CACHED_ALONE ->
                  cached
                      .identity(namespace, claimName)
                      .or(() -> boundedIdentity(namespace, claimName));
              case LIVE -> boundedIdentity(namespace, claimName);
            });
  }

  private Optional<VolumeIdentity> boundedIdentity(String namespace, String claimName) {
    if (unknownClaims == UNKNOWN_CLAIMS) {
      return Optional.empty();
    }
    Optional<VolumeIdentity> found = liveIdentity(namespace, claimName);
    if (found.isEmpty()) {
      unknownClaims++;
    }
    return found;
  }

  private Optional<VolumeIdentity> liveIdentity(String namespace, String claimName) {
    return query(
            claimName,
            () -> client.persistentVolumeClaims().inNamespace(namespace).withName(claimName).get())
        // Another claim may take the name of one that is being deleted.
        .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                    .flatMap(
                        name -> query(name, () -> client.persistentVolumes().withName(name).get()))
                    .flatMap(volume -> VolumeIdentity.of(claim, volume)));
  }

  @Override
  public Optional<NodePlatform> platform(String node) {
    return platforms.computeIfAbsent(
        node,
        name ->
            query(name, () -> client.nodes().withName(name).get())
                .flatMap(found -> NodePlatform.of(found.getMetadata())));
  }

  /** Of a pod that fills several claims, each costs a list, once for any number of policies. */
  @Override
  public ClaimUse use(String namespace, String claimName, String exceptUid) {
    String key = namespace + "/" + claimName;
    ClaimUse known = uses.get(key);
    if (known == null) {
      known =
          uses.size() < LISTED_CLAIMS
              ? listed(namespace, claimName, exceptUid)
              : new ClaimUse.Unknown("the pod fills more than " + LISTED_CLAIMS + " claims");
      uses.putIfAbsent(key, known);
    }
    return known;
  }

  private ClaimUse listed(String namespace, String claimName, String exceptUid) {
    requireAsking();
    return System.nanoTime() - start > budgetNanoseconds
        ? new ClaimUse.Unknown("there was no time left")
        : pods.of(namespace, claimName, exceptUid);
  }

  @Override
  public boolean isMeasurement(String namespace, MeasuringJob job) {
    return cached.isMeasurement(namespace, job) || isLiveMeasurement(namespace, job);
  }

  /** One object by its name: a tenant's pods must not make anybody list anything. */
  private boolean isLiveMeasurement(String namespace, MeasuringJob job) {
    List<MeasurementStatus> recorded =
        switch (job.ownerKind()) {
          case SIGNATURE ->
              query(job.ownerName(), () -> named(ModelSignature.class, namespace, job))
                  .map(ModelSignature::getStatus)
                  .map(NodeVerdicts::measurements)
                  .orElse(List.of());
          case SIGNING_JOB ->
              query(job.ownerName(), () -> named(ModelSigningJob.class, namespace, job))
                  .map(ModelSigningJob::getStatus)
                  .map(status -> status.measurement)
                  .stream()
                  .toList();
          default -> List.of();
        };
    return recorded.stream().anyMatch(run -> job.uid().equals(run.jobUid));
  }

  private <T extends HasMetadata> @Nullable T named(
      Class<T> type, String namespace, MeasuringJob job) {
    return client.resources(type).inNamespace(namespace).withName(job.ownerName()).get();
  }

  /** A query that may find nothing. */
  private interface Query<T> {
    @Nullable T send();
  }

  /**
   * @param name of the object, which somebody wrote into a pod or a claim
   */
  private <T> Optional<T> query(String name, Query<T> query) {
    requireAsking();
    if (System.nanoTime() - start > budgetNanoseconds || !ObjectName.isPossible(name)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(query.send());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void requireAsking() {
    if (identitySource == Identities.CACHED_ALONE) {
      throw new CachedState.NotCachedException();
    }
  }
}
