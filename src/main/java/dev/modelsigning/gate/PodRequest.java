// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * What the API server asks about.
 *
 * @param operation CREATE or UPDATE
 * @param subResource empty, or {@code ephemeralcontainers}
 * @param namespace the namespace of the request, which counts even where the pod names none
 * @param user who asks
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

  /** The pod's name, or what it will begin with. */
  String name() {
    var metadata = pod.getMetadata();
    if (metadata.getName() != null && !metadata.getName().isEmpty()) {
      return metadata.getName();
    }
    return metadata.getGenerateName() == null ? "" : metadata.getGenerateName();
  }
}
