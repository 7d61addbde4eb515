// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster as informers saw it last. Look-ups are in memory; nothing here waits. */
final class InformedView implements ClusterView, AutoCloseable {
  private static final String BY_CLAIM = "claim";
  private static final String BY_JOB = "job";

  private final SharedIndexInformer<Namespace> namespaces;
  private final SharedIndexInformer<ClusterModelTrustPolicy> policies;
  private final SharedIndexInformer<ModelSignature> signatures;
  private final SharedIndexInformer<ModelSigningJob> signingJobs;
  private final SharedIndexInformer<PersistentVolumeClaim> claims;
  private final SharedIndexInformer<PersistentVolume> volumes;

  InformedView(KubernetesClient client) {
    namespaces = informer(client.namespaces());
    policies = informer(client.resources(ClusterModelTrustPolicy.class));
    signatures = informer(client.resources(ModelSignature.class).inAnyNamespace());
    signingJobs = informer(client.resources(ModelSigningJob.class).inAnyNamespace());
    claims = informer(client.persistentVolumeClaims().inAnyNamespace());
    volumes = informer(client.persistentVolumes());
    index(signatures, BY_CLAIM, signature -> claimOf(signature));
    index(signatures, BY_JOB, InformedView::jobOf);
    index(signingJobs, BY_JOB, InformedView::jobOf);
  }

  /** Begins to list and watch. A list that fails is tried again by the informers for ever. */
  void start() {
    all()
        .forEach(
            informer -> {
              informer.exceptionHandler((running, failure) -> true);
              CompletableFuture<Void> unused = informer.start().toCompletableFuture();
            });
  }

  /** Whether every cache has been filled once. */
  boolean isSynced() {
    return all().allMatch(SharedIndexInformer::hasSynced);
  }

  /** Whether every cache is being told of changes. */
  boolean isFollowing() {
    return all().allMatch(SharedIndexInformer::isWatching);
  }

  @Override
  public void close() {
    all().forEach(SharedIndexInformer::stop);
  }

  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return Optional.ofNullable(namespaces.getStore().getByKey(namespace))
        .map(found -> Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of()));
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return policies.getStore().list();
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return signatures.getIndexer().byIndex(BY_CLAIM, key(namespace, claimName));
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return Optional.ofNullable(claims.getStore().getByKey(key(namespace, claimName)))
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                    .map(name -> volumes.getStore().getByKey(name))
                    .flatMap(volume -> VolumeIdentity.of(claim, volume)));
  }

  @Override
  public boolean isMeasurement(String namespace, String jobUid) {
    String key = key(namespace, jobUid);
    return !signatures.getIndexer().byIndex(BY_JOB, key).isEmpty()
        || !signingJobs.getIndexer().byIndex(BY_JOB, key).isEmpty();
  }

  private Stream<SharedIndexInformer<?>> all() {
    return Stream.of(namespaces, policies, signatures, signingJobs, claims, volumes);
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> informer(Informable<T> resources) {
    return resources.runnableInformer(0).itemStore(new TrimmedStore<>());
  }

  private static <T extends HasMetadata> void index(
      SharedIndexInformer<T> informer, String name, Function<T, @Nullable String> value) {
    informer.addIndexers(
        Map.of(
            name,
            object -> {
              String found = value.apply(object);
              return found == null
                  ? List.of()
                  : List.of(key(object.getMetadata().getNamespace(), found));
            }));
  }

  private static @Nullable String claimOf(ModelSignature signature) {
    var source = signature.getSpec() == null ? null : signature.getSpec().source;
    return source == null || source.persistentVolumeClaim == null
        ? null
        : source.persistentVolumeClaim.claimName;
  }

  private static @Nullable String jobOf(ModelSignature signature) {
    return signature.getStatus() == null ? null : jobUid(signature.getStatus().measurement);
  }

  private static @Nullable String jobOf(ModelSigningJob job) {
    return job.getStatus() == null ? null : jobUid(job.getStatus().measurement);
  }

  static @Nullable String jobUid(@Nullable MeasurementStatus measurement) {
    return measurement == null ? null : measurement.jobUid;
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }
}
