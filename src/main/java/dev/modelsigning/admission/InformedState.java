// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.BoundedList;
import dev.modelsigning.admission.cache.Followed;
import dev.modelsigning.admission.cache.Kind;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.decoding.LenientResources;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.text.ObjectName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Caches that follow the cluster, and a client for the live queries of a request. */
final class InformedState implements ClusterState {
  /** Part of the webhook's 5 seconds for queries to the API server. */
  private static final Duration LIVE_BUDGET = Duration.ofSeconds(1);

  private final Followed<Namespace> namespaces;
  private final Followed<ClusterModelTrustPolicy> policies;
  private final Followed<ModelTrustPolicy> namespacedPolicies;
  private final Followed<ModelSignature> signatures;
  private final Followed<ModelSigningJob> signingJobs;
  private final Followed<PersistentVolumeClaim> claims;
  private final Followed<PersistentVolume> volumes;
  private final CachedView cached;
  private final KubernetesClient streams;
  private final KubernetesClient live;
  private final MountingPods pods;

  InformedState(KubernetesClient client, MeterRegistry meters) {
    streams = oneConnectionForEachStream(client);
    namespaces = followed(SmallViews.namespaces(), streams, meters);
    policies = followed(SmallViews.policies(), streams, meters);
    namespacedPolicies = followed(SmallViews.namespacedPolicies(), streams, meters);
    signatures = followed(SmallViews.signatures(), streams, meters);
    signingJobs = followed(SmallViews.signingJobs(), streams, meters);
    claims = followed(SmallViews.claims(), streams, meters);
    volumes = followed(SmallViews.volumes(), streams, meters);
    cached =
        new CachedView(
            namespaces.objects(),
            policies.objects(),
            namespacedPolicies.objects(),
            signatures.objects(),
            signingJobs.objects(),
            claims.objects(),
            volumes.objects());
    live = withinBudget(client);
    pods = new MountingPods(new BoundedList(streams), LIVE_BUDGET);
  }

  @Override
  public void start() {
    all().forEach(Followed::start);
  }

  @Override
  public boolean isSynced() {
    return all().allMatch(Followed::isSynced);
  }

  @Override
  public boolean isFollowing() {
    return all().allMatch(Followed::isFollowing);
  }

  /** The caches that do not follow, for people. */
  List<String> lagging() {
    return all().filter(cache -> !cache.isFollowing()).map(Followed::toString).toList();
  }

  @Override
  public boolean isAlive() {
    return all().allMatch(Followed::isAlive);
  }

  @Override
  public ClusterState cachedOnly() {
    return cachedOnly(cached);
  }

  @Override
  public ClusterState cachedOnly(CachedView caches) {
    return new CachedState(
        () -> new LiveView(caches, live, pods, LIVE_BUDGET, LiveView.Identities.CACHED_ALONE),
        caches.policyStore()::get);
  }

  @Override
  public ClusterView view() {
    return new LiveView(cached, live, pods, LIVE_BUDGET, LiveView.Identities.CACHED);
  }

  @Override
  public ClusterView freshView() {
    return new LiveView(cached, live, pods, LIVE_BUDGET, LiveView.Identities.LIVE);
  }

  @Override
  public List<ClusterModelTrustPolicy> policies(List<String> names) {
    return PoliciesByName.of(
        names,
        policies.objects()::get,
        name ->
            Optional.ofNullable(
                live.resources(ClusterModelTrustPolicy.class).withName(name).get()));
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    List<ClusterModelTrustPolicy> known = cached.namespacedPolicies(namespace);
    if (!known.isEmpty() || !ObjectName.isPossible(namespace)) {
      return known;
    }
    var page = new ListOptionsBuilder().withLimit((long) NamespacedPolicies.MOST_KEPT).build();
    return NamespacedPolicies.inForce(
            live.resources(ModelTrustPolicy.class).inNamespace(namespace).list(page).getItems())
        .stream()
        .map(NamespacedPolicies::judging)
        .toList();
  }

  @Override
  public Optional<Pod> pod(String namespace, String name) {
    return ObjectName.isPossible(namespace) && ObjectName.isPossible(name)
        ? Optional.ofNullable(live.pods().inNamespace(namespace).withName(name).get())
        : Optional.empty();
  }

  @Override
  public void close() {
    all().forEach(Followed::close);
    streams.close();
    live.close();
  }

  private Stream<Followed<?>> all() {
    return Stream.of(
        namespaces, policies, namespacedPolicies, signatures, signingJobs, claims, volumes);
  }

  private static <T extends HasMetadata> Followed<T> followed(
      Kind<T> kind, KubernetesClient client, MeterRegistry meters) {
    String name = HasMetadata.getKind(kind.type());
    return new Followed<>(kind, client, () -> Metric.UNREADABLE.counter(meters, name).increment());
  }

  /**
   * Over HTTP/1.1 a stream that is read slowly is held back by its own connection; over HTTP/2 this
   * client would buffer 16 MiB of each. The client of Vert.x closes connections of other streams
   * when the end of a stream and its closing meet.
   */
  private static KubernetesClient oneConnectionForEachStream(KubernetesClient client) {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withConfig(new ConfigBuilder(client.getConfiguration()).withHttp2Disable(true).build())
        .build();
  }

  private static KubernetesClient withinBudget(KubernetesClient client) {
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(LenientResources.serialization())
        .withConfig(
            new ConfigBuilder(client.getConfiguration())
                .withRequestTimeout((int) LIVE_BUDGET.toMillis())
                .withConnectionTimeout((int) LIVE_BUDGET.toMillis())
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
