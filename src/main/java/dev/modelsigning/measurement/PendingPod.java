// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what a measuring pod waits for that does not run yet. */
final class PendingPod {
  private PendingPod() {}

  static String explanation(Optional<Pod> pod) {
    if (pod.isEmpty()) {
      return "Waiting for the job controller to make the measuring pod; when it does not, see the"
          + " Job's events";
    }
    var status = pod.get().getStatus();
    Stream<String> unscheduled =
        status.getConditions().stream()
            .filter(c -> Objects.equals(c.getType(), "PodScheduled"))
            .filter(c -> Objects.equals(c.getStatus(), "False"))
            .map(c -> c.getReason() + ": " + c.getMessage());
    Stream<String> waiting =
        status.getContainerStatuses().stream()
            .filter(c -> c.getState() != null && c.getState().getWaiting() != null)
            .map(c -> c.getState().getWaiting())
            .map(w -> w.getReason() + (w.getMessage() == null ? "" : ": " + w.getMessage()));
    String name = pod.get().getMetadata().getName();
    return Stream.concat(unscheduled, waiting)
        .findFirst()
        .map(why -> "Pod " + name + " waits: " + why)
        .orElse("Pod " + name + " is being started");
  }
}
