// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains what a measuring pod waits for before it runs. */
final class PendingPod {
  /** One text for all steps until a pod runs: a status is not worth writing for each. */
  static final String STARTING = "The measuring Job is starting";

  private PendingPod() {}

  /** Where nothing is known to be in the way, though it takes long. */
  static String late(Optional<Pod> pod) {
    return pod.map(created -> "Pod " + created.getMetadata().getName() + " is starting")
        .orElse(
            "Waiting for the job controller to create the measuring pod; hint: if it does not,"
                + " see the Job's events");
  }

  /**
   * What it waits for; empty where nothing is known to be in the way.
   *
   * @param warning the last warning that Kubernetes gave about the Job or the pod
   */
  static Optional<String> explanation(Optional<Pod> pod, Optional<String> warning) {
    if (pod.isEmpty()) {
      return warning.map(
          why ->
              "Kubernetes creates no measuring pod: "
                  + why
                  + "; hint: it is tried again by itself; where it is the namespace that refuses"
                  + " it, set resources, runAsUser or placement of the measurement");
    }
    var status = pod.get().getStatus();
    Stream<String> unscheduled =
        status.getConditions().stream()
            .filter(c -> Objects.equals(c.getType(), KubernetesWords.POD_SCHEDULED))
            .filter(c -> Objects.equals(c.getStatus(), KubernetesWords.FALSE))
            .map(c -> c.getReason() + ": " + c.getMessage());
    Stream<String> waiting =
        Stream.concat(
                status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
            .filter(c -> c.getState() != null && c.getState().getWaiting() != null)
            .map(
                c -> {
                  var wait = c.getState().getWaiting();
                  String why = wait.getMessage() == null ? warning.orElse("") : wait.getMessage();
                  return wait.getReason() + (why.isEmpty() ? "" : ": " + why);
                });
    String name = pod.get().getMetadata().getName();
    return Stream.of(unscheduled, waiting, warning.stream())
        .flatMap(reasons -> reasons)
        .findFirst()
        .map(why -> "Pod " + name + " waits: " + Printable.of(why, ContainerReport.MAX_MESSAGE));
  }
}
