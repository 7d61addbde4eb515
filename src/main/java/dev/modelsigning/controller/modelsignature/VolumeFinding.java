// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ImageStatus;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.nodes.WholeStatus.Over;
import dev.modelsigning.controller.storage.FirstConsumer;
import dev.modelsigning.controller.storage.NodeDirectories;
import dev.modelsigning.controller.storage.Reach;
import dev.modelsigning.measurement.MeasurementBasis;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeIdentity;
import dev.modelsigning.volume.VolumeNodes;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the source of a model stands for now. */
public sealed interface VolumeFinding {
  /** For as many platforms one image is measured. */
  int MAX_PLATFORMS = 4;

  /** The node whose directory the volume is, or the platform of an image; empty for the others. */
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
   * The claim is bound once a pod uses it (WaitForFirstConsumer), and what it is bound to has
   * content: the measuring pod is that pod, since pods that load the model wait for its verdict.
   *
   * @param placeholder stands for the identity that there is not yet; nothing measured under it
   *     counts
   */
  record AwaitsConsumer(String placeholder) implements VolumeFinding {}

  /** The image as nodes of one platform have it. */
  record InImage(ImageIdentity identity) implements VolumeFinding {
    @Override
    public Optional<HoldingNode> node() {
      return Optional.of(identity.place());
    }
  }

  /**
   * There is nothing to measure.
   *
   * @param reason why
   * @param message with a hint
   */
  record Nothing(Reason reason, String message) implements VolumeFinding {}

  /** The image, once it is known for which platform. */
  default Optional<ImageIdentity> image() {
    return switch (this) {
      case InImage(ImageIdentity identity) -> Optional.of(identity);
      case Bound _, AwaitsConsumer _, Nothing _ -> Optional.empty();
    };
  }

  /**
   * What an image by digest stands for: the digest may be that of an index, with one image for each
   * platform.
   *
   * @param nodes all nodes
   */
  static VolumeFinding of(ImageSource image, List<ObjectMeta> nodes) {
    Set<Optional<NodePlatform>> platforms = NodePlatform.of(nodes);
    Optional<String> digest = ImageReference.of(image.reference).digest();
    if (digest.isEmpty()) {
      return new Nothing(
          Reason.Unreadable, "spec.source.image.reference has no digest; hint: name one");
    }
    if (platforms.isEmpty() || platforms.contains(Optional.<NodePlatform>empty())) {
      return new Nothing(
          Reason.ArchitectureUnknown,
          "An image may hold different files for each architecture, and "
              + (platforms.isEmpty() ? "there is no node" : "a node does not say which one it has")
              + "; hint: see the labels kubernetes.io/os and kubernetes.io/arch of the nodes");
    }
    List<NodePlatform> known = platforms.stream().flatMap(Optional::stream).toList();
    if (known.size() > 1 || !known.getFirst().isUniform()) {
      return new Nothing(
          Reason.SeveralArchitectures,
          "An image may hold different files for each kind of node, and the nodes are not of one kind ("
              + NodePlatform.names(known)
              + "); hint: copy the model to a claim, or use nodes of up to "
              + MAX_PLATFORMS
              + " kinds, all of them with Linux and none with 32-bit ARM");
    }
    return new InImage(
        new ImageIdentity(digest.get(), ImageIdentity.pathOrWhole(image.path), known.getFirst()));
  }

  /**
   * The image for each platform that nodes have; none when there are more than {@value
   * #MAX_PLATFORMS}, when a node does not say which one it has, when the nodes of one platform may
   * get different images, or when a node does not run Linux, as measuring Jobs do.
   *
   * @param nodes all nodes
   */
  static List<InImage> onEach(ImageSource image, List<ObjectMeta> nodes) {
    Set<Optional<NodePlatform>> platforms = NodePlatform.of(nodes);
    Optional<String> digest = ImageReference.of(image.reference).digest();
    boolean told =
        platforms.stream().allMatch(known -> known.filter(NodePlatform::isMeasurable).isPresent());
    if (digest.isEmpty() || !told || platforms.size() > MAX_PLATFORMS) {
      return List.of();
    }
    return platforms.stream()
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(NodePlatform::text))
        .map(
            platform ->
                new InImage(
                    new ImageIdentity(
                        digest.get(), ImageIdentity.pathOrWhole(image.path), platform)))
        .toList();
  }

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
    Optional<PersistentVolume> volume =
        Optional.ofNullable(claim.get().getSpec().getVolumeName()).flatMap(volumes);
    return volume
        .flatMap(found -> VolumeIdentity.of(claim.get(), found))
        .map(identity -> bound(identity, volume.get(), nodes))
        .orElseGet(() -> unbound(claimName, claim.get(), volume));
  }

  private static VolumeFinding unbound(
      String claimName, PersistentVolumeClaim claim, Optional<PersistentVolume> volume) {
    if (FirstConsumer.mayBind(claim, volume)) {
      return new AwaitsConsumer(MeasurementBasis.unbound(claim.getMetadata().getUid()));
    }
    return new Nothing(
        Reason.ClaimNotBound,
        "PersistentVolumeClaim "
            + claimName
            + " is not bound to a volume; hint: with WaitForFirstConsumer, the pod that fills the"
            + " claim binds it; to a volume that holds the model already it is bound when its"
            + " spec.volumeName names that volume");
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

  /**
   * The places of a model whose files may differ: each has a measurement and a verdict of its own.
   */
  sealed interface Several {
    /**
     * One of the places.
     *
     * @param finding what the source stands for there, with the node or what is in its place
     * @param reach by what names and pods the files can be reached there
     * @param attachedTo the node on which alone they can be measured, if that is so
     */
    record Place(VolumeFinding finding, Reach reach, Optional<String> attachedTo) {
      HoldingNode node() {
        return finding.node().orElseThrow();
      }
    }

    /**
     * A volume that is a directory of each of several nodes.
     *
     * @param reach of the directory of a node
     */
    record Nodes(NodeDirectories volume, Function<HoldingNode, Reach> reach) implements Several {}

    /** An image by a digest that may be that of an index, for each platform that nodes have. */
    record Platforms(List<VolumeFinding.InImage> images) implements Several {
      /** Copies. */
      public Platforms {
        images = List.copyOf(images);
      }
    }

    /** All of them, in the order of their names. */
    default List<Place> places() {
      return switch (this) {
        case Nodes(NodeDirectories volume, var reach) ->
            volume.nodes().stream()
                .map(
                    node ->
                        new Place(
                            new VolumeFinding.Bound(volume.identity(), Optional.of(node)),
                            reach.apply(node),
                            Optional.of(node.name())))
                .toList();
        // An image by its digest has no writers and no other names.
        case Platforms(List<VolumeFinding.InImage> images) ->
            images.stream().map(image -> new Place(image, Reach.NONE, Optional.empty())).toList();
      };
    }

    /** What the places are. */
    default Over kind() {
      return switch (this) {
        case Nodes _ -> Over.NODES;
        case Platforms _ -> Over.PLATFORMS;
      };
    }

    /** What the image has in common for all platforms; empty for volumes. */
    default Optional<ImageStatus> image() {
      return switch (this) {
        case Nodes _ -> Optional.empty();
        case Platforms(List<VolumeFinding.InImage> images) -> {
          ImageStatus common = images.getFirst().identity().status();
          common.platform = null;
          yield Optional.of(common);
        }
      };
    }

    /** Whether a status is about the same volume or image. */
    static boolean isAbout(ModelSignatureStatus status, VolumeFinding finding) {
      return switch (finding) {
        case VolumeFinding.Bound(var identity, var _) ->
            status.volume != null && Objects.equals(status.volume.identity, identity.value());
        case VolumeFinding.InImage(var identity) ->
            status.image != null
                && Objects.equals(status.image.digest, identity.digest())
                && Objects.equals(status.image.path, identity.path());
        case VolumeFinding.AwaitsConsumer _, VolumeFinding.Nothing _ -> false;
      };
    }
  }
}
