// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.storage.NodeDirectories;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.VolumeIdentity;
import dev.modelsigning.volume.VolumeNodes;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the name of a claim stands for now. */
public sealed interface VolumeFinding {
  /** The node whose directory the volume is; empty for volumes that are on no node. */
  default Optional<HoldingNode> node() {
    return Optional.empty();
  }

  /**
   * The claim and its volume are bound to each other.
   *
   * @param identity of the volume
   * @param node the node whose directory the volume is; empty for volumes that are on no node
   */
  record Bound(VolumeIdentity identity, Optional<HoldingNode> node) implements VolumeFinding {}

  /**
   * There is nothing to measure.
   *
   * @param reason why
   * @param message with a hint
   */
  record Nothing(Reason reason, String message) implements VolumeFinding {}

  /**
   * Looks the claim and its volume up.
   *
   * @param claimName for messages
   * @param volumes finds a PersistentVolume by name
   * @param nodes all nodes; asked for volumes that are directories of their node
   */
  static VolumeFinding of(
      String claimName,
      Optional<PersistentVolumeClaim> claim,
      Function<String, Optional<PersistentVolume>> volumes,
      Supplier<List<ObjectMeta>> nodes) {
    if (claim.isEmpty() || claim.get().getMetadata().getDeletionTimestamp() != null) {
      return new Nothing(
          Reason.ClaimNotFound,
          "PersistentVolumeClaim "
              + claimName
              + " does not exist; hint: create it, or name another one");
    }
    if (Objects.equals(claim.get().getSpec().getVolumeMode(), "Block")) {
      return new Nothing(
          Reason.BlockVolume,
          "PersistentVolumeClaim "
              + claimName
              + " is a raw block device; hint: use a claim with volumeMode Filesystem");
    }
    String volumeName = claim.get().getSpec().getVolumeName();
    return Optional.ofNullable(volumeName)
        .flatMap(volumes)
        .flatMap(
            volume ->
                VolumeIdentity.of(claim.get(), volume)
                    .map(identity -> bound(identity, volume, nodes)))
        .orElseGet(
            () ->
                new Nothing(
                    Reason.ClaimNotBound,
                    "PersistentVolumeClaim "
                        + claimName
                        + " is not bound to a volume; hint: with WaitForFirstConsumer, the pod"
                        + " that fills the claim binds it"));
  }

  private static VolumeFinding bound(
      VolumeIdentity identity, PersistentVolume volume, Supplier<List<ObjectMeta>> nodes) {
    if (!VolumeNodes.isNodeLocal(volume)) {
      return new Bound(identity, Optional.empty());
    }
    List<ObjectMeta> allowed = VolumeNodes.allowed(volume, nodes.get());
    if (allowed.size() > 1) {
      return new Nothing(
          Reason.VolumeOnSeveralNodes,
          "PersistentVolume "
              + identity.volumeName()
              + " is a directory of whichever node mounts it, and each of "
              + allowed.size()
              + " nodes ("
              + VolumeNodes.names(allowed)
              + ") may hold other files; hint: allow one node in the volume's nodeAffinity (for a"
              + " ModelSignature up to "
              + NodeDirectories.MAX
              + "), or use storage that all nodes share");
    }
    return new Bound(
        identity, allowed.stream().findFirst().map(n -> new HoldingNode(n.getName(), n.getUid())));
  }
}
