// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains what a measuring pod waits for before it runs. */
final class PendingPod {
  private PendingPod() {}

  static String explanation(Optional<Pod> pod) {
    if (pod.isEmpty()) {
      return "Waiting for the job controller to create the measuring pod; hint: if it does not, see the"
          + " Job's events";
    }
    var status = pod.get().getStatus();
    Stream<String> unscheduled =
        status.getConditions().stream()
            .filter(c -> Objects.equals(c.getType(), KubernetesWords.POD_SCHEDULED))
            .filter(c -> Objects.equals(c.getStatus(), KubernetesWords.FALSE))
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
        .orElse("Pod " + name + " is starting");
  }
}
