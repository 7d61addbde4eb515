// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a volume is attached that only one node can have at a time. The scheduler does not steer a
 * pod there by itself: elsewhere the measuring pod would wait for the volume for ever.
 */
public final class AttachedNode {
  /** The same pods give the same node in whatever order they come. */
  private static final Comparator<Pod> LIKELIEST_FIRST =
      Comparator.comparing((Pod pod) -> !isRunning(pod))
          .thenComparing(AttachedNode::isSaidNotReady)
          .thenComparing(
              pod -> pod.getMetadata().getCreationTimestamp(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(pod -> pod.getSpec().getNodeName());

  private AttachedNode() {}

  /**
   * The node to measure on, or empty when any will do: the claim can be mounted on many nodes, or
   * no pod uses it that is to stay. On a node that died, and on one that is drained, pods go on
   * being listed while they are deleted: they say nothing.
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
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> isScheduled(pod) && !isWaitingMeasurer(pod))
        .min(LIKELIEST_FIRST)
        .map(pod -> pod.getSpec().getNodeName());
  }

  /** Two measuring pods that wait for a volume must not send each other to and fro. */
  private static boolean isWaitingMeasurer(Pod pod) {
    var labels = pod.getMetadata().getLabels();
    return labels != null && labels.containsKey(ApiGroup.MEASUREMENT_LABEL) && !isRunning(pod);
  }

  public static boolean isScheduled(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return node != null && !node.isEmpty();
  }

  public static boolean isRunning(Pod pod) {
    return pod.getStatus() != null && Objects.equals(pod.getStatus().getPhase(), "Running");
  }

  /** So are all pods of a node that fell silent. */
  private static boolean isSaidNotReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    Objects.equals(condition.getType(), "Ready")
                        && Objects.equals(condition.getStatus(), "False"));
  }
}
