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
 * The node to which a volume is attached that only one node can use at a time. The scheduler does
 * not take that into account: on another node the measuring pod would wait for the volume without
 * end.
 */
public final class AttachedNode {
  /** A total order, so that the same pods always give the same node. */
  private static final Comparator<Pod> MOST_LIKELY_FIRST =
      Comparator.comparing((Pod pod) -> !isRunning(pod))
          .thenComparing(AttachedNode::isReportedNotReady)
          .thenComparing(
              pod -> pod.getMetadata().getCreationTimestamp(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(pod -> pod.getSpec().getNodeName());

  private AttachedNode() {}

  /**
   * The node to measure on; empty when any node will do, because the claim can be mounted on many
   * nodes or no pod that stays uses it. Pods that are being deleted do not count: a dead or drained
   * node keeps listing them.
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
        .filter(pod -> isScheduled(pod) && !isWaitingMeasurement(pod))
        .min(MOST_LIKELY_FIRST)
        .map(pod -> pod.getSpec().getNodeName());
  }

  /** Two measuring pods that wait for a volume must not redirect each other in turn. */
  private static boolean isWaitingMeasurement(Pod pod) {
    var labels = pod.getMetadata().getLabels();
    return labels != null && labels.containsKey(ApiGroup.MEASUREMENT_LABEL) && !isRunning(pod);
  }

  /** Whether the pod has a node. */
  public static boolean isScheduled(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return node != null && !node.isEmpty();
  }

  /** Whether the phase of the pod is Running. */
  public static boolean isRunning(Pod pod) {
    return pod.getStatus() != null
        && Objects.equals(pod.getStatus().getPhase(), KubernetesWords.RUNNING);
  }

  /** All pods of an unreachable node are reported as not ready. */
  private static boolean isReportedNotReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    Objects.equals(condition.getType(), KubernetesWords.READY)
                        && Objects.equals(condition.getStatus(), KubernetesWords.FALSE));
  }
}
