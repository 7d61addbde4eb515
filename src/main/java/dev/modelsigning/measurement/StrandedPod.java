// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.volume.AttachedNode;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells a measuring pod that can no longer start where it was sent to: nodes go and volumes move,
 * but a pod's affinity stays, and a Job makes every new pod with the old one.
 */
final class StrandedPod {
  /** After the end of a deletion's grace period; a kubelet that lives has ended the pod by then. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private StrandedPod() {}

  /**
   * Whether the run is to begin again.
   *
   * @param pod the last one of the Job; one that has ended is the job controller's to replace
   * @param boundTo the node that the Job's pods are bound to
   * @param attachedTo the only node that can mount the volume now
   */
  static boolean is(
      Optional<Pod> pod, Optional<String> boundTo, Optional<String> attachedTo, Instant now) {
    if (pod.filter(p -> isLost(p, now)).isPresent()) {
      return true;
    }
    if (pod.filter(p -> AttachedNode.isRunning(p) || ClaimWriters.hasEnded(p)).isPresent()) {
      return false;
    }
    Optional<String> scheduledTo =
        pod.filter(AttachedNode::isScheduled).map(p -> p.getSpec().getNodeName());
    if (attachedTo.isEmpty()) {
      // Where it is scheduled already it gets the volume; bound and not scheduled, it may never.
      return scheduledTo.isEmpty() && boundTo.isPresent();
    }
    return scheduledTo.or(() -> boundTo).filter(node -> !node.equals(attachedTo.get())).isPresent();
  }

  /** Its node fell silent while it was deleted: the Job waits for its end, which nobody reports. */
  private static boolean isLost(Pod pod, Instant now) {
    String deadline = pod.getMetadata().getDeletionTimestamp();
    return deadline != null
        && !ClaimWriters.hasEnded(pod)
        && now.isAfter(Instant.parse(deadline).plus(SILENCE));
  }
}
