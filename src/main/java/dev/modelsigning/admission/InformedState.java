// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.gate.ClusterView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Caches filled by informers, and a client for the live queries of a request. */
final class InformedState implements ClusterState {
  /** Part of the webhook's 5 seconds for queries to the API server. */
  private static final Duration LIVE_BUDGET = Duration.ofSeconds(1);

  private final SharedIndexInformer<Namespace> namespaces;
  private final SharedIndexInformer<ClusterModelTrustPolicy> policies;
  private final SharedIndexInformer<ModelSignature> signatures;
  private final SharedIndexInformer<ModelSigningJob> signingJobs;
  private final SharedIndexInformer<PersistentVolumeClaim> claims;
  private final SharedIndexInformer<PersistentVolume> volumes;
  private final CachedView cached;
  private final KubernetesClient live;

  InformedState(KubernetesClient client) {
    namespaces = informer(client.namespaces());
    policies = informer(client.resources(ClusterModelTrustPolicy.class));
    signatures = informer(client.resources(ModelSignature.class).inAnyNamespace());
    signingJobs = informer(client.resources(ModelSigningJob.class).inAnyNamespace());
    claims = informer(client.persistentVolumeClaims().inAnyNamespace());
    volumes = informer(client.persistentVolumes());
    signatures.addIndexers(CachedView.SIGNATURE_INDEXES);
    signingJobs.addIndexers(CachedView.SIGNING_JOB_INDEXES);
    cached =
        new CachedView(
            namespaces.getStore(),
            policies.getStore(),
            signatures.getIndexer(),
            signingJobs.getIndexer(),
            claims.getStore(),
            volumes.getStore());
    live = withinBudget(client);
  }

  /** A list that fails is retried without limit. */
  @Override
  public void start() {
    all()
        .forEach(
            informer -> {
              informer.exceptionHandler((running, failure) -> true);
              CompletableFuture<Void> unused = informer.start().toCompletableFuture();
            });
  }

  @Override
  public boolean isSynced() {
    return all().allMatch(SharedIndexInformer::hasSynced);
  }

  @Override
  public boolean isFollowing() {
    return all().allMatch(SharedIndexInformer::isWatching);
  }

  @Override
  public ClusterView view() {
    return new LiveView(cached, live, LIVE_BUDGET, LiveView.Identities.CACHED);
  }

  @Override
  public ClusterView freshView() {
    return new LiveView(cached, live, LIVE_BUDGET, LiveView.Identities.LIVE);
  }

  @Override
  public Optional<ClusterModelTrustPolicy> policy(String name) {
    return Optional.ofNullable(policies.getStore().getByKey(name))
        .or(
            () ->
                Optional.ofNullable(
                    live.resources(ClusterModelTrustPolicy.class).withName(name).get()));
  }

  @Override
  public Optional<Pod> pod(String namespace, String name) {
    return Optional.ofNullable(live.pods().inNamespace(namespace).withName(name).get());
  }

  @Override
  public void close() {
    all().forEach(SharedIndexInformer::stop);
    live.close();
  }

  private Stream<SharedIndexInformer<?>> all() {
    return Stream.of(namespaces, policies, signatures, signingJobs, claims, volumes);
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> informer(Informable<T> resources) {
    return resources.runnableInformer(0).itemStore(new TrimmedStore<>());
  }

  private static KubernetesClient withinBudget(KubernetesClient client) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(client.getConfiguration())
                .withRequestTimeout((int) LIVE_BUDGET.toMillis())
                .withConnectionTimeout((int) LIVE_BUDGET.toMillis())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
