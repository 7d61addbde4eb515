// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import dev.modelsigning.api.v1alpha1.ImageStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the verdicts on a volume that is a directory of several nodes, or on an image that nodes of
 * several platforms run; a platform is in the place of a node then. What is said about one node has
 * the form of a status of its own, so that whoever judges or decides about it does so as for a
 * volume that is on one node.
 */
public final class NodeVerdicts {
  private NodeVerdicts() {}

  /** The entries; none for other volumes. */
  public static List<NodeVerdictStatus> of(@Nullable ModelSignatureStatus status) {
    return status == null || status.nodes == null ? List.of() : status.nodes;
  }

  /** A status for each node, or the status itself for a volume that is not on several nodes. */
  public static List<ModelSignatureStatus> each(ModelSignatureStatus status) {
    List<NodeVerdictStatus> entries = of(status);
    return entries.isEmpty()
        ? List.of(status)
        : entries.stream().map(entry -> status(status, entry)).toList();
  }

  /** The node that a status is about; empty for a volume that is on none. */
  public static String nodeName(ModelSignatureStatus status) {
    return status.volume == null || status.volume.nodeName == null ? "" : status.volume.nodeName;
  }

  /** The measurements that are recorded, of all nodes: those that run, and the last ones. */
  public static List<MeasurementStatus> measurements(@Nullable ModelSignatureStatus status) {
    return status == null
        ? List.of()
        : Stream.concat(
                Stream.ofNullable(status.measurement),
                of(status).stream().flatMap(node -> Stream.ofNullable(node.measurement)))
            .toList();
  }

  /** The entry of a node by its name. */
  public static Optional<NodeVerdictStatus> named(
      @Nullable ModelSignatureStatus status, String node) {
    return of(status).stream().filter(entry -> node.equals(entry.name)).findFirst();
  }

  /**
   * The nodes whose files a pod may load: its own, those that it names itself, or else all that can
   * mount the volume. None for a volume that is not on several nodes.
   */
  public static Set<String> possible(List<ModelSignature> signatures, PodNodes nodes) {
    Set<String> all = new TreeSet<>();
    for (ModelSignature signature : signatures) {
      for (NodeVerdictStatus entry : of(signature.getStatus())) {
        if (entry.name != null) {
          all.add(entry.name);
        }
      }
    }
    if (all.isEmpty() || nodes.bound().isPresent()) {
      return all.isEmpty() ? all : Set.of(nodes.bound().orElseThrow());
    }
    return nodes.pinned().filter(all::containsAll).<Set<String>>map(TreeSet::new).orElse(all);
  }

  /** A resource as if its volume were on this node alone, and with this status. */
  public static ModelSignature with(
      ModelSignature signature, @Nullable ModelSignatureStatus status) {
    ModelSignature other = new ModelSignature();
    other.setMetadata(signature.getMetadata());
    other.setSpec(signature.getSpec());
    other.setStatus(status);
    return other;
  }

  /**
   * A resource as it is seen on a node by its name. Where the volume is on several nodes and this
   * one is not among them, nothing is known of its files.
   */
  public static ModelSignature on(ModelSignature signature, String node) {
    ModelSignatureStatus whole = signature.getStatus();
    if (of(whole).isEmpty()) {
      return signature;
    }
    return with(
        signature, named(whole, node).map(entry -> status(whole, entry)).orElse(unknown(whole)));
  }

  /** What the status of the resource says about one node. */
  public static ModelSignatureStatus status(ModelSignatureStatus whole, NodeVerdictStatus entry) {
    ModelSignatureStatus status = common(whole);
    status.verdict = entry.verdict;
    status.reason = entry.reason;
    status.message = entry.message;
    if (whole.image == null) {
      status.volume = volume(whole.volume, entry);
    } else {
      status.image = image(whole.image, entry);
    }
    status.measurement = entry.measurement;
    status.standing = entry.standing;
    status.manifest = entry.manifest;
    status.verifiedContent = entry.verifiedContent;
    status.signer = entry.signer;
    status.signatures = entry.signatures;
    status.policies = entry.policies;
    status.progress = entry.progress;
    status.lastVerification = entry.lastVerification;
    status.lastFingerprint = entry.lastFingerprint;
    return status;
  }

  private static ModelSignatureStatus common(ModelSignatureStatus whole) {
    ModelSignatureStatus status = new ModelSignatureStatus();
    status.observedGeneration = whole.observedGeneration;
    status.writers = whole.writers;
    status.conditions = whole.conditions;
    return status;
  }

  private static ModelSignatureStatus unknown(ModelSignatureStatus whole) {
    ModelSignatureStatus status = common(whole);
    status.verdict = VerdictState.Unknown;
    status.message =
        whole.image == null
            ? "nothing was measured on this node"
            : "nothing was measured for this platform";
    status.volume = whole.volume;
    return status;
  }

  private static VolumeStatus volume(@Nullable VolumeStatus whole, NodeVerdictStatus entry) {
    VolumeStatus volume = new VolumeStatus();
    volume.nodeName = entry.name;
    volume.nodeUid = entry.uid;
    if (whole != null) {
      volume.identity = whole.identity;
      volume.claimUid = whole.claimUid;
      volume.persistentVolumeName = whole.persistentVolumeName;
      volume.persistentVolumeUid = whole.persistentVolumeUid;
      volume.subPath = whole.subPath;
      volume.assurance = whole.assurance;
      volume.aliases = whole.aliases;
    }
    return volume;
  }

  private static ImageStatus image(ImageStatus whole, NodeVerdictStatus entry) {
    ImageStatus image = new ImageStatus();
    image.digest = whole.digest;
    image.path = whole.path;
    image.platform = entry.name;
    return image;
  }

  /** Whether the entry is about this node, and not another one of its name. */
  public static boolean isOf(NodeVerdictStatus entry, HoldingNode node) {
    return node.name().equals(entry.name) && Objects.equals(node.uid(), entry.uid);
  }
}
