// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.workload.WorkloadPods;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** Pods of one StatefulSet at most: each is judged, and printed, by itself. */
  private static final int MOST_REPLICAS = 16;

  private PodTemplates() {}

  /**
   * A pod.
   *
   * @param origin kind and name of the object that it is, or that makes it; of several pods of a
   *     StatefulSet also the name of the pod
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
    List<ObjectNode> pods = WorkloadPods.of(object, MOST_REPLICAS);
    if (pods.size() == 1 || WorkloadPods.podsWithOwnClaims(object) == 0) {
      return pods.stream().map(pod -> new TemplatePod(origin, pod)).toList();
    }
    int first = WorkloadPods.firstOrdinal(object);
    String set = object.path("metadata").path("name").asText();
    return IntStream.range(0, pods.size())
        .mapToObj(
            i ->
                new TemplatePod(
                    "%s, pod %s-%d".formatted(origin, set, (long) first + i), pods.get(i)))
        .toList();
  }

  /** That not all pods of an object are among those that it has here, as a sentence. */
  public static Optional<String> leftOut(ObjectNode object) {
    int all = WorkloadPods.podsWithOwnClaims(object);
    return all > MOST_REPLICAS
        ? Optional.of(
            "of the %d pods of %s, each with claims of its own, the first %d are judged: the others are like them"
                .formatted(all, Manifests.nameOf(object), MOST_REPLICAS))
        : Optional.empty();
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
