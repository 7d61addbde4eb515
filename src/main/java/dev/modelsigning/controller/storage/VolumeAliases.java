// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.volume.Backend;
import dev.modelsigning.volume.Backends;
import dev.modelsigning.volume.ClusterNode;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.VolumeNodes;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds volumes with the same storage by an index over backends, without looking at all volumes.
 */
final class VolumeAliases {
  private static final String BY_BACKEND = "backend";

  private final IndexerResourceCache<PersistentVolume> volumes;
  private final Function<String, Optional<ClusterNode>> nodes;

  /** Adds its index to the volumes, which must not run yet. */
  VolumeAliases(
      IndexerResourceCache<PersistentVolume> volumes,
      Function<String, Optional<ClusterNode>> nodes) {
    this.volumes = volumes;
    this.nodes = nodes;
    volumes.addIndexers(Map.of(BY_BACKEND, VolumeAliases::keys));
  }

  /**
   * Other volumes with the same backend.
   *
   * @param node of directories of nodes, only those of this node; when it is not known, all
   */
  List<PersistentVolume> of(PersistentVolume volume, Optional<HoldingNode> node) {
    String name = volume.getMetadata().getName();
    Map<String, PersistentVolume> byName =
        Backends.of(volume).stream()
            .flatMap(
                backend ->
                    sharing(backend).filter(other -> !backend.isOnNode() || mayBeOn(node, other)))
            .filter(other -> !other.getMetadata().getName().equals(name))
            .collect(Collectors.toMap(other -> other.getMetadata().getName(), o -> o, (a, b) -> a));
    return List.copyOf(byName.values());
  }

  /** All volumes with this backend. */
  Stream<PersistentVolume> sharing(Backend backend) {
    return backend.reachedBy().stream().flatMap(key -> volumes.byIndex(BY_BACKEND, key).stream());
  }

  private boolean mayBeOn(Optional<HoldingNode> node, PersistentVolume other) {
    return node.flatMap(holding -> nodes.apply(holding.name()))
        .map(known -> !VolumeNodes.allowed(other, List.of(known.getMetadata())).isEmpty())
        .orElse(true);
  }

  private static List<String> keys(PersistentVolume volume) {
    return Backends.of(volume).stream()
        .flatMap(backend -> backend.heldUnder().stream())
        .distinct()
        .toList();
  }
}
