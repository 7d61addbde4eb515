// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.workload.WorkloadPods;
import java.util.List;

/** The pods that an object is or makes, as they could be created now. */
public final class PodTemplates {
  /** What only the API server or a controller writes, and what would bind the new pod to others. */
  private static final List<String> NOT_IN_A_NEW_POD =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "ownerReferences",
          "finalizers",
          "selfLink");

  private PodTemplates() {}

  /**
   * A pod.
   *
   * @param origin kind and name of the object that it is, or that makes it
   * @param pod as JSON, ready to be created
   */
  public record TemplatePod(String origin, ObjectNode pod) {
    /** The namespace that the object names; empty when it names none. */
    public String namespace() {
      return pod.path("metadata").path("namespace").asText("");
    }
  }

  /** The pods of an object; empty for an object that makes none, or none that is known here. */
  public static List<TemplatePod> of(ObjectNode object) {
    String origin = Manifests.nameOf(object);
    if (object.path("kind").asText().equals("Pod")) {
      return List.of(new TemplatePod(origin, stripped(object)));
    }
    return WorkloadPods.of(object).stream().map(pod -> new TemplatePod(origin, pod)).toList();
  }

  private static ObjectNode stripped(ObjectNode stored) {
    ObjectNode pod = stored.deepCopy();
    pod.remove("status");
    if (pod.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(NOT_IN_A_NEW_POD);
      if (metadata.path("generateName").isTextual()) {
        metadata.remove("name");
      }
    }
    if (pod.path("spec") instanceof ObjectNode spec) {
      // Nobody can create a pod with ephemeral containers; a class sets the priority.
      spec.remove(List.of("ephemeralContainers", "priority"));
    }
    return pod;
  }
}
