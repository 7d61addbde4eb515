// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.CacheFingerprint.Part;
import dev.modelsigning.controller.ObjectSums;
import dev.modelsigning.controller.PackedItems;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.controller.SmallPods;
import dev.modelsigning.volume.Backend;
import dev.modelsigning.volume.Backends;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.ClusterNode;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeNodes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The informers for claims, volumes, nodes and pods, and which models their events concern. */
public final class StorageSources {
  private static final String BY_CLAIM = "claim";
  private static final String BY_BACKEND = "backend";

  private final PodSource pods;
  private final SmallPods smallPods = new SmallPods();
  private final PackedItems<PersistentVolumeClaim> smallClaims = new PackedItems<>();
  private final PackedItems<PersistentVolume> smallVolumes = new PackedItems<>();
  private final InformerEventSource<PersistentVolumeClaim, ModelSignature> claims;
  private final InformerEventSource<PersistentVolume, ModelSignature> volumes;
  private final InformerEventSource<ClusterNode, ModelSignature> nodes;
  private final VolumeAliases aliases;
  private final ClaimWriters writers;
  private final Function<String, Set<ResourceID>> modelsOn;
  private final Function<Set<Optional<NodePlatform>>, Set<ResourceID>> modelsInImages;

  /**
   * Makes the sources; they run once the controller starts them.
   *
   * @param writers learns of every pod
   * @param modelsOn finds the models on a claim, by {@link ClaimWriters#key}
   * @param modelsInImages finds the models in images that the present platforms of the nodes
   *     concern
   * @param measuredFor finds the model that a pod measures
   */
  public StorageSources(
      EventSourceContext<ModelSignature> context,
      ClaimWriters writers,
      Function<String, Set<ResourceID>> modelsOn,
      Function<Set<Optional<NodePlatform>>, Set<ResourceID>> modelsInImages,
      SecondaryToPrimaryMapper<Pod> measuredFor) {
    this.writers = writers;
    this.modelsOn = modelsOn;
    this.modelsInImages = modelsInImages;
    pods =
        new PodSource(
            from(
                    Pod.class,
                    pod ->
                        union(Stream.of(concernedBy(pod), measuredFor.toPrimaryResourceIDs(pod))))
                .withItemStore(smallPods)
                .withInformerListLimit(Pages.SIZE)
                .build(),
            context,
            writers);
    pods.addIndexers(Map.of(BY_CLAIM, ClaimWriters::mountedBy, BY_BACKEND, writers::inlineKeys));
    claims =
        source(
            context,
            from(PersistentVolumeClaim.class, this::concernedBy)
                .withItemStore(smallClaims)
                .withInformerListLimit(Pages.SIZE));
    volumes =
        source(
            context,
            from(PersistentVolume.class, this::concernedBy)
                .withItemStore(smallVolumes)
                .withInformerListLimit(Pages.SIZE));
    nodes =
        source(
            context,
            from(ClusterNode.class, node -> modelsOnNodes())
                .withOnUpdateFilter(StorageSources::isRelabelled));
    aliases = new VolumeAliases(volumes, name -> nodes.get(new ResourceID(name)));
  }

  /** All sources. */
  public List<EventSource<?, ModelSignature>> eventSources() {
    return List.of(claims, volumes, nodes, pods);
  }

  /** All pods, for further indexes. */
  public InformerEventSource<Pod, ModelSignature> pods() {
    return pods;
  }

  /** A claim by name. */
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return claims.get(new ResourceID(name, namespace));
  }

  /** All claims. */
  public Stream<ObjectMeta> claims() {
    return smallClaims.all().map(PersistentVolumeClaim::getMetadata);
  }

  /** What is cached, for a {@link CacheFingerprint}. */
  public Map<Part, ObjectSums> cached() {
    return Map.of(
        Part.CLAIMS, smallClaims,
        Part.VOLUMES, smallVolumes,
        Part.PODS, smallPods,
        Part.OTHER_PODS, smallPods.others());
  }

  /** The cache of pods. */
  public SmallPods smallPods() {
    return smallPods;
  }

  /** A volume by name. */
  public Optional<PersistentVolume> volume(String name) {
    return volumes.get(new ResourceID(name));
  }

  /** All nodes. */
  public List<ObjectMeta> nodes() {
    return nodes.list(node -> true).map(ClusterNode::getMetadata).toList();
  }

  /** The pods that mount a claim, read-only or not. */
  public List<Pod> podsMounting(String claimKey) {
    return pods.byIndex(BY_CLAIM, claimKey);
  }

  /**
   * By what names and pods a model can be reached.
   *
   * @param claimKey key of its claim
   * @param volume the volume behind the claim
   * @param node where the volume is, if it is a directory of a node
   */
  public Reach reach(
      String claimKey, Optional<PersistentVolume> volume, Optional<HoldingNode> node) {
    List<PersistentVolume> others = volume.map(v -> aliases.of(v, node)).orElse(List.of());
    Set<String> claimKeys =
        Stream.concat(Stream.of(claimKey), others.stream().flatMap(o -> claimOf(o).stream()))
            .collect(Collectors.toSet());
    Set<String> inlineKeys =
        volume.stream()
            .flatMap(v -> Backends.of(v).stream())
            .flatMap(backend -> onNode(backend, node).stream())
            .flatMap(backend -> backend.reachedBy().stream())
            .collect(Collectors.toSet());
    Map<String, Pod> found = new LinkedHashMap<>();
    claimKeys.forEach(key -> collect(pods.byIndex(BY_CLAIM, key), found));
    inlineKeys.forEach(key -> collect(pods.byIndex(BY_BACKEND, key), found));
    Set<String> keys = new HashSet<>(claimKeys);
    keys.addAll(inlineKeys);
    return new Reach(keys, List.copyOf(found.values()), bound(others));
  }

  private static void collect(Collection<Pod> pods, Map<String, Pod> into) {
    pods.forEach(pod -> into.put(pod.getMetadata().getUid(), pod));
  }

  /** A directory of a node as the pods of that node name it; nothing without the node. */
  private static Optional<Backend> onNode(Backend backend, Optional<HoldingNode> node) {
    return backend.isOnNode()
        ? node.map(holding -> Backends.onNode(backend, holding.name()))
        : Optional.of(backend);
  }

  /** Those of the volumes whose claim is bound to them. */
  private List<VolumeAlias> bound(List<PersistentVolume> others) {
    return others.stream()
        .filter(other -> claimFor(other).isPresent())
        .map(other -> new VolumeAlias(other.getMetadata().getName(), claimOf(other).orElseThrow()))
        .sorted(Comparator.comparing(VolumeAlias::volume))
        .toList();
  }

  private Optional<PersistentVolumeClaim> claimFor(PersistentVolume volume) {
    var reference = volume.getSpec().getClaimRef();
    return Optional.ofNullable(reference)
        .flatMap(r -> claim(r.getNamespace(), r.getName()))
        .filter(claim -> Objects.equals(claim.getMetadata().getUid(), reference.getUid()));
  }

  private Set<ResourceID> concernedBy(Pod pod) {
    List<String> mounted = ClaimWriters.mountedBy(pod);
    Stream<Set<ResourceID>> byClaim = mounted.stream().map(modelsOn);
    Stream<Set<ResourceID>> byAlias =
        mounted.stream()
            .filter(writers.writtenBy(pod)::contains)
            .flatMap(key -> volumeOf(key).stream())
            .map(this::modelsReachedBy);
    Stream<Set<ResourceID>> inline =
        Backends.writtenInline(pod).stream()
            .map(
                backend -> backend.isOnNode() ? new Backend(Backend.NODE, backend.path()) : backend)
            .flatMap(aliases::sharing)
            .flatMap(volume -> claimOf(volume).stream())
            .map(modelsOn);
    return union(Stream.of(byClaim, byAlias, inline).flatMap(sets -> sets));
  }

  private Optional<PersistentVolume> volumeOf(String claimKey) {
    int slash = claimKey.indexOf('/');
    return claim(claimKey.substring(0, slash), claimKey.substring(slash + 1))
        .map(claim -> claim.getSpec().getVolumeName())
        .flatMap(this::volume);
  }

  private Set<ResourceID> concernedBy(PersistentVolumeClaim claim) {
    String key =
        ClaimWriters.key(claim.getMetadata().getNamespace(), claim.getMetadata().getName());
    Stream<Set<ResourceID>> byAlias =
        Optional.ofNullable(claim.getSpec().getVolumeName())
            .flatMap(this::volume)
            .map(this::modelsReachedBy)
            .stream();
    return union(Stream.concat(Stream.of(modelsOn.apply(key)), byAlias));
  }

  private Set<ResourceID> concernedBy(PersistentVolume volume) {
    Stream<Set<ResourceID>> own = claimOf(volume).map(modelsOn).stream();
    return union(Stream.concat(own, Stream.of(modelsReachedBy(volume))));
  }

  /** The models on other volumes with the same backend. */
  private Set<ResourceID> modelsReachedBy(PersistentVolume volume) {
    return union(
        aliases.of(volume, Optional.empty()).stream()
            .flatMap(other -> claimOf(other).stream())
            .map(modelsOn));
  }

  private Set<ResourceID> modelsOnNodes() {
    Stream<Set<ResourceID>> onNodes =
        smallVolumes
            .all()
            .filter(VolumeNodes::isNodeLocal)
            .flatMap(volume -> claimOf(volume).stream())
            .map(modelsOn);
    return union(Stream.concat(onNodes, Stream.of(modelsInImages.apply(NodePlatform.of(nodes())))));
  }

  private static Optional<String> claimOf(PersistentVolume volume) {
    return Optional.ofNullable(volume.getSpec().getClaimRef())
        .map(reference -> ClaimWriters.key(reference.getNamespace(), reference.getName()));
  }

  private static boolean isRelabelled(ClusterNode now, ClusterNode before) {
    return !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels());
  }

  private static Set<ResourceID> union(Stream<Set<ResourceID>> sets) {
    return sets.flatMap(Set::stream).collect(Collectors.toSet());
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
}
