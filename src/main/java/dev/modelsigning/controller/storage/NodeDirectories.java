// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.VolumeIdentity;
import dev.modelsigning.volume.VolumeNodes;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A volume that is a directory of each of several nodes, which may hold different files.
 *
 * @param identity of the volume
 * @param nodes the nodes that can mount it, by name
 */
public record NodeDirectories(VolumeIdentity identity, List<HoldingNode> nodes) {
  /** As many nodes as one ModelSignature is measured on. */
  public static final int MAX = 8;

  /** Copies. */
  public NodeDirectories {
    nodes = List.copyOf(nodes);
  }

  /**
   * Empty for every other volume, and for one that more than {@value #MAX} nodes can mount.
   *
   * @param volumes finds a PersistentVolume by name
   * @param nodes all nodes; asked for volumes that are directories of their node
   */
  public static Optional<NodeDirectories> of(
      Optional<PersistentVolumeClaim> claim,
      Function<String, Optional<PersistentVolume>> volumes,
      Supplier<List<ObjectMeta>> nodes) {
    return claim
        .map(found -> found.getSpec().getVolumeName())
        .flatMap(volumes)
        .filter(VolumeNodes::isNodeLocal)
        .flatMap(
            volume ->
                VolumeIdentity.of(claim.orElseThrow(), volume)
                    .map(identity -> new NodeDirectories(identity, holding(volume, nodes.get()))))
        .filter(found -> found.nodes().size() > 1 && found.nodes().size() <= MAX);
  }

  private static List<HoldingNode> holding(PersistentVolume volume, List<ObjectMeta> nodes) {
    return VolumeNodes.allowed(volume, nodes).stream()
        .map(node -> new HoldingNode(node.getName(), node.getUid()))
        .sorted(Comparator.comparing(HoldingNode::name))
        .toList();
  }
}
