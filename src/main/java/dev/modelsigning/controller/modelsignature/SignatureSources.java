// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.KeyIndex;
import dev.modelsigning.controller.MeasuringJobs;
import dev.modelsigning.controller.NamespaceShares;
import dev.modelsigning.controller.ObjectSums;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.controller.SmallSignatures;
import dev.modelsigning.controller.census.Known;
import dev.modelsigning.controller.drift.DriftCaches;
import dev.modelsigning.controller.policy.PolicySources;
import dev.modelsigning.controller.rejudging.Concerned;
import dev.modelsigning.controller.rejudging.Rejudging;
import dev.modelsigning.controller.storage.StorageSources;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The informers that a verdict depends on, and which resources an event concerns. */
final class SignatureSources implements DriftCaches, Known {
  private static final String BY_OWNER = "owner";
  private static final String IMAGE = "image";

  final InformerEventSource<Job, ModelSignature> jobs;
  final StorageSources storage;
  final InformerEventSource<Namespace, ModelSignature> namespaces;
  final PolicySources policies;
  private final NamespaceShares<ModelSignature> shares =
      new NamespaceShares<>("modelsignature-shares");

  private final IndexerResourceCache<ModelSignature> primaries;
  private final SmallSignatures models;
  private final KeyIndex<ModelSignature> byClaim;
  private final KeyIndex<ModelSignature> byKind;
  private final ObjectSums spaces;
  private final Rejudging rejudging;
  private final AtomicReference<Set<Optional<NodePlatform>>> platforms =
      new AtomicReference<>(Set.of());

  SignatureSources(
      EventSourceContext<ModelSignature> context,
      String ownNamespace,
      ClaimWriters writers,
      Rejudging rejudging,
      Clock clock) {
    this.rejudging = rejudging;
    primaries = context.getPrimaryCache();
    models =
        (SmallSignatures) context.getControllerConfiguration().getInformerConfig().getItemStore();
    byClaim = models.indexedBy(SignatureSources::claimKeys);
    byKind = models.indexedBy(SignatureSources::kindOfSource);
    jobs =
        source(
            context,
            from(Job.class, this::ownerOf)
                .withItemStore(new MeasuringJobs())
                .withInformerListLimit(Pages.SIZE)
                .withLabelSelector(ApiGroup.MEASUREMENT_LABEL + "=true"));
    jobs.addIndexers(Map.of(BY_OWNER, SignatureSources::ownerUid));
    storage =
        new StorageSources(
            context, writers, byClaim::of, this::imagesOnOtherPlatforms, this::ownerOf);
    storage.pods().addIndexers(Map.of(BY_OWNER, SignatureSources::ownerUid));
    namespaces =
        source(context, from(Namespace.class, space -> models.ids(space.getMetadata().getName())));
    spaces = ObjectSums.over(() -> namespaces.list().map(Namespace::getMetadata));
    policies = new PolicySources(context, ownNamespace, this::labelsOf, this::judgedAgain, clock);
  }

  List<EventSource<?, ModelSignature>> eventSources() {
    return Stream.of(
            storage.eventSources(),
            policies.eventSources(),
            List.of(jobs, namespaces, rejudging, shares))
        .<EventSource<?, ModelSignature>>flatMap(List::stream)
        .toList();
  }

  /** Hands over the caches, for whoever would list what is in them. */
  void tell(CacheFingerprint fingerprint) {
    Map<CacheFingerprint.Part, ObjectSums> caches = new HashMap<>(storage.cached());
    caches.put(CacheFingerprint.Part.MODELS, models);
    caches.put(CacheFingerprint.Part.NAMESPACES, spaces);
    fingerprint.use(caches);
    fingerprint.use(storage.smallPods());
  }

  /** Reconciles as soon as the namespace has room; then the next one may be judged again. */
  UpdateControl<ModelSignature> inTurn(
      ModelSignature resource,
      Context<ModelSignature> context,
      NamespaceShares.Work<ModelSignature> work)
      throws IOException {
    rejudging.begun(resource);
    try {
      return shares.take(
          resource,
          context,
          () -> {
            try {
              return work.reconcile();
            } finally {
              rejudging.finished(resource);
            }
          });
    } finally {
      rejudging.ended(resource);
    }
  }

  List<Job> jobsOf(ModelSignature signature) {
    return jobs.byIndex(BY_OWNER, signature.getMetadata().getUid()).stream()
        .filter(job -> isIn(job, signature))
        .toList();
  }

  List<Pod> podsOf(ModelSignature signature) {
    return storage.pods().byIndex(BY_OWNER, signature.getMetadata().getUid()).stream()
        .filter(pod -> isIn(pod, signature))
        .toList();
  }

  @Override
  public Optional<ModelSignature> signature(ResourceID id) {
    return primaries.get(id);
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return policies.ofCluster();
  }

  @Override
  public List<ClusterModelTrustPolicy> policiesOver(String namespace) {
    return policies.over(namespace);
  }

  @Override
  public List<Pod> podsMounting(ModelSignature signature) {
    return claimKeys(signature).stream()
        .flatMap(key -> storage.podsMounting(key).stream())
        .toList();
  }

  @Override
  public Map<String, String> labelsOf(String namespace) {
    return namespaces
        .get(new ResourceID(namespace))
        .map(space -> space.getMetadata().getLabels())
        .orElse(Map.of());
  }

  @Override
  public Stream<ModelSignature> models() {
    return models.all();
  }

  @Override
  public Stream<ObjectMeta> claims() {
    return storage.claims();
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies() {
    return policies.ofNamespaces();
  }

  @Override
  public Stream<ModelTrustRoot> roots() {
    return policies.trustRoots();
  }

  @Override
  public Optional<Instant> trustEnd(ClusterModelTrustPolicy policy) {
    return policies.end(policy);
  }

  @Override
  public long state() {
    long claims =
        Objects.requireNonNull(storage.cached().get(CacheFingerprint.Part.CLAIMS)).versions();
    return 31 * (31 * models.versions() + claims) + spaces.versions();
  }

  /** None for a resource whose source could not be read. */
  private static List<String> claimKeys(ModelSignature signature) {
    var source = signature.getSpec() == null ? null : signature.getSpec().source;
    return source == null || source.persistentVolumeClaim == null
        ? List.of()
        : List.of(claimKey(signature));
  }

  private static List<String> kindOfSource(ModelSignature signature) {
    var source = signature.getSpec() == null ? null : signature.getSpec().source;
    return source == null || source.image == null ? List.of() : List.of(IMAGE);
  }

  /** Those that a change of the nodes concerns: an image may be another one for a new platform. */
  private Set<ResourceID> imagesOnOtherPlatforms(Set<Optional<NodePlatform>> now) {
    return now.equals(platforms.getAndSet(now)) ? Set.of() : byKind.of(IMAGE);
  }

  static String claimKey(ModelSignature signature) {
    return ClaimWriters.key(
        signature.getMetadata().getNamespace(),
        signature.getSpec().source.persistentVolumeClaim.claimName);
  }

  private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> from(
      Class<R> type, SecondaryToPrimaryMapper<R> mapper) {
    return InformerEventSourceConfiguration.from(type, ModelSignature.class)
        .withName("modelsignature-" + HasMetadata.getPlural(type))
        .withSecondaryToPrimaryMapper(mapper)
        // Look-ups go by our own indexes.
        .withPrimaryToSecondaryMapper((ModelSignature signature) -> Set.of())
        .withWatchAllNamespaces();
  }

  private static <R extends HasMetadata> InformerEventSource<R, ModelSignature> source(
      EventSourceContext<ModelSignature> context,
      InformerEventSourceConfiguration.Builder<R> configuration) {
    return new InformerEventSource<>(configuration.build(), context);
  }

  private static List<String> ownerUid(HasMetadata resource) {
    Map<String, String> labels = resource.getMetadata().getLabels();
    String uid = labels == null ? null : labels.get(JobTemplate.OWNER_UID_LABEL);
    return uid == null ? List.of() : List.of(uid);
  }

  private static boolean isIn(HasMetadata resource, ModelSignature signature) {
    return Objects.equals(
        resource.getMetadata().getNamespace(), signature.getMetadata().getNamespace());
  }

  private Set<ResourceID> ownerOf(HasMetadata measuring) {
    Map<String, String> annotations = measuring.getMetadata().getAnnotations();
    if (annotations == null
        || !"ModelSignature".equals(annotations.get(JobTemplate.OWNER_KIND_ANNOTATION))) {
      return Set.of();
    }
    String name = annotations.get(JobTemplate.OWNER_NAME_ANNOTATION);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, measuring.getMetadata().getNamespace()));
  }

  private void judgedAgain(Optional<String> namespace, Concerned concerned) {
    rejudging.add(
        namespace.map(models::all).orElseGet(models::all),
        models.size(),
        concerned,
        signature ->
            claimKeys(signature).stream().anyMatch(key -> !storage.podsMounting(key).isEmpty()));
  }
}
