package dev.modelsigning.measurement;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a volume is attached that only one node can have at a time. The scheduler does not steer a
 * pod there by itself: elsewhere the measuring pod would wait for the volume for ever.
 */
public final class AttachedNode {
  private AttachedNode() {}

  /**
   * The node to measure on, or empty when any will do: the claim can be mounted on many nodes, or
   * no pod uses it.
   *
   * @param mounting pods that mount the claim, running or not
   */
  public static Optional<String> of(PersistentVolumeClaim claim, Collection<Pod> mounting) {
    var modes = claim.getSpec().getAccessModes();
    if (modes.contains("ReadOnlyMany") || modes.contains("ReadWriteMany")) {
      return Optional.empty();
    }
    return mounting.stream()
        .filter(pod -> !ClaimWriters.hasEnded(pod))
        .map(pod -> pod.getSpec().getNodeName())
        .filter(Objects::nonNull)
        .filter(node -> !node.isEmpty())
        .findFirst();
  }
}
