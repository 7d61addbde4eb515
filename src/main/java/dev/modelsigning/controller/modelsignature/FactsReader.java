// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.SmallSignatures;
import dev.modelsigning.controller.nodes.NodeEntries;
import dev.modelsigning.controller.referrer.ReferrerBundles;
import dev.modelsigning.controller.storage.NodeDirectories;
import dev.modelsigning.controller.storage.NodesOfOneLook;
import dev.modelsigning.controller.storage.Reach;
import dev.modelsigning.controller.storage.RecordedWriters;
import dev.modelsigning.volume.AttachedNode;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.HoldingNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads what is known about a ModelSignature now. */
final class FactsReader {
  /** By how much the clocks of API server and operator may differ. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  private final SignatureSources seen;
  private final ClaimWriters writers;
  private final Instant startedAt;
  private final ReferrerBundles referrers;
  private final Set<String> recalled = ConcurrentHashMap.newKeySet();

  /**
   * From these caches.
   *
   * @param startedAt when this process began to see what pods do
   * @param referrers reads the bundles that are attached to images
   */
  FactsReader(
      SignatureSources seen, ClaimWriters writers, Instant startedAt, ReferrerBundles referrers) {
    this.seen = seen;
    this.referrers = referrers;
    this.writers = writers;
    this.startedAt = startedAt;
  }

  /** The nodes for one look at a resource. */
  NodesOfOneLook nodes() {
    return new NodesOfOneLook(seen.storage::nodes);
  }

  /**
   * The facts about a resource; what no cache has is asked of the API server, and of registries.
   *
   * @throws LaterException when others are being served
   */
  SignatureFacts read(ModelSignature resource, NodesOfOneLook nodes, KubernetesClient client)
      throws LaterException {
    if (resource.getSpec().source.image != null) {
      return imageFacts(resource, nodes, client);
    }
    String namespace = resource.getMetadata().getNamespace();
    String claimName = resource.getSpec().source.persistentVolumeClaim.claimName;
    String claimKey = SignatureSources.claimKey(resource);
    var storage = seen.storage;
    Optional<PersistentVolumeClaim> claim = claim(resource);
    VolumeFinding volume = VolumeFinding.of(claimName, claim, storage::volume, nodes);
    Reach reach = reach(resource, volume.node());
    recall(resource, claimKey, reach.pods());
    List<BundleFinding> bundles = bundles(resource, client);
    return new SignatureFacts(
        volume.node().map(node -> NodeEntries.alone(resource, node)).orElse(resource),
        volume,
        bundles.getFirst(),
        seen.policies.judging(namespace),
        seen.jobsOf(resource),
        seen.podsOf(resource),
        reach.writers(writers),
        instant -> reach.writersSince(writers, instant),
        volume
            .node()
            .map(HoldingNode::name)
            .or(() -> claim.flatMap(c -> AttachedNode.of(c, storage.podsMounting(claimKey)))),
        reach.aliases(),
        bundles.subList(1, bundles.size()));
  }

  /** The claim that the resource names. */
  Optional<PersistentVolumeClaim> claim(ModelSignature resource) {
    return seen.storage.claim(
        resource.getMetadata().getNamespace(),
        resource.getSpec().source.persistentVolumeClaim.claimName);
  }

  /** Who reaches the claim's volume, on a node if it is a directory of one. */
  Reach reach(ModelSignature resource, Optional<HoldingNode> node) {
    return seen.storage.reach(
        SignatureSources.claimKey(resource),
        claim(resource).map(c -> c.getSpec().getVolumeName()).flatMap(seen.storage::volume),
        node);
  }

  /** The volume as a directory of several nodes, or the image for several platforms. */
  Optional<VolumeFinding.Several> severalPlaces(ModelSignature resource, NodesOfOneLook nodes) {
    var source = resource.getSpec().source;
    if (source.image != null) {
      return Optional.of(VolumeFinding.onEach(source.image, nodes.get()))
          .filter(each -> !each.isEmpty())
          .map(VolumeFinding.Several.Platforms::new);
    }
    return NodeDirectories.of(claim(resource), seen.storage::volume, nodes)
        .map(
            volume ->
                new VolumeFinding.Several.Nodes(
                    volume, node -> reach(resource, Optional.of(node))));
  }

  /** The bundle, and the further ones. */
  private List<BundleFinding> bundles(ModelSignature resource, KubernetesClient client)
      throws LaterException {
    List<@Nullable SignatureSource> sources = SmallSignatures.sources(resource.getSpec());
    String namespace = resource.getMetadata().getNamespace();
    var inline = new InlineBundles(resource, client);
    List<BundleFinding> bundles = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      int place = i;
      SignatureSource source = sources.get(i);
      bundles.add(
          source != null && source.ociReferrer != null
              ? BundleFinding.of(referrers.find(resource, place, source.ociReferrer, client))
              : BundleFinding.of(
                  source, name -> configMap(client, namespace, name), () -> inline.leftOut(place)));
    }
    return bundles;
  }

  /** An image by its digest has no writers, no other names, and no place where alone it is. */
  private SignatureFacts imageFacts(
      ModelSignature resource, NodesOfOneLook nodes, KubernetesClient client)
      throws LaterException {
    List<BundleFinding> bundles = bundles(resource, client);
    VolumeFinding image = VolumeFinding.of(resource.getSpec().source.image, nodes.get());
    return new SignatureFacts(
        image.node().map(place -> NodeEntries.alone(resource, place)).orElse(resource),
        image,
        bundles.getFirst(),
        seen.policies.judging(resource.getMetadata().getNamespace()),
        seen.jobsOf(resource),
        seen.podsOf(resource),
        List.of(),
        instant -> List.of(),
        Optional.empty(),
        List.of(),
        bundles.subList(1, bundles.size()));
  }

  /**
   * What the process before this one knew of writers is in the status that it left. This one has
   * seen everything that happened to resources that are younger than itself.
   */
  private void recall(ModelSignature resource, String claimKey, List<Pod> mounting) {
    var metadata = resource.getMetadata();
    if (Instant.parse(metadata.getCreationTimestamp()).isBefore(startedAt.plus(CLOCK_DIFFERENCE))
        && recalled.add(metadata.getUid())
        && resource.getStatus() != null) {
      writers.recall(
          claimKey,
          RecordedWriters.read(resource.getStatus().writers, metadata.getNamespace()),
          mounting);
    }
  }

  /** Read when needed: watching the ConfigMaps of all namespaces would need too wide a right. */
  private static Optional<ConfigMap> configMap(
      KubernetesClient client, String namespace, String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get());
  }
}
