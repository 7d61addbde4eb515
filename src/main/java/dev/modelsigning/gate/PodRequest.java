// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;

/**
 * One admission request about a pod.
 *
 * @param operation CREATE or UPDATE
 * @param subResource empty, {@code ephemeralcontainers}, or {@link #BINDING}
 * @param namespace the namespace of the request, also when the pod itself names none
 * @param user name of the user who sends the request
 * @param pod the pod as it would be stored
 * @param oldPod the pod as it is stored, on an update
 */
public record PodRequest(
    String operation,
    String subResource,
    String namespace,
    String user,
    Pod pod,
    Optional<Pod> oldPod) {
  /**
   * The operation is CREATE, and the pod is stored already: a scheduler says on which node it runs.
   */
  public static final String BINDING = "binding";

  /** The pod's name, or the prefix of a generated one. */
  String name() {
    var metadata = pod.getMetadata();
    if (metadata.getName() != null && !metadata.getName().isEmpty()) {
      return metadata.getName();
    }
    return metadata.getGenerateName() == null ? "" : metadata.getGenerateName();
  }

  /** The pod's UID; empty before it has one. */
  String uid() {
    return Objects.requireNonNullElse(pod.getMetadata().getUid(), "");
  }
}
