// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.volume.AttachedNode;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Recognises a measuring pod that can no longer start where it was sent: nodes disappear and
 * volumes move, but a pod keeps its affinity, and a Job creates every new pod with the same one.
 */
final class StrandedPod {
  /** Time after a deletion's grace period by which a live kubelet has ended the pod. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private StrandedPod() {}

  /**
   * Whether the run is to begin again.
   *
   * @param pod the last one of the Job; the job controller replaces one that has ended
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
      // A scheduled pod gets the volume there; a bound one that is not scheduled may never get it.
      return scheduledTo.isEmpty() && boundTo.isPresent();
    }
    return scheduledTo.or(() -> boundTo).filter(node -> !node.equals(attachedTo.get())).isPresent();
  }

  /**
   * Its node fell silent during its deletion: nobody will report the end that the Job waits for.
   */
  private static boolean isLost(Pod pod, Instant now) {
    String deadline = pod.getMetadata().getDeletionTimestamp();
    return deadline != null
        && !ClaimWriters.hasEnded(pod)
        && now.isAfter(Instant.parse(deadline).plus(SILENCE));
  }
}
