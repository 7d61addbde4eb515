// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

  private static final Set<String> WITH_TEMPLATE =
      Set.of(
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "ReplicaSet",
          "ReplicationController",
          "Job",
          "PodTemplate");

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
    String kind = object.path("kind").asText();
    JsonNode spec = object.path("spec");
    if (kind.equals("Pod")) {
      return List.of(new TemplatePod(Manifests.nameOf(object), stripped(object)));
    }
    if (WITH_TEMPLATE.contains(kind)) {
      JsonNode template =
          kind.equals("PodTemplate") ? object.path("template") : spec.path("template");
      return templates(object, template);
    }
    return switch (kind) {
      case "CronJob" -> templates(object, spec.path("jobTemplate").path("spec").path("template"));
      case "LeaderWorkerSet" -> {
        JsonNode pair = spec.path("leaderWorkerTemplate");
        yield templates(object, pair.path("leaderTemplate"), pair.path("workerTemplate"));
      }
      case "InferenceService" -> InferenceServicePods.of(object);
      default -> List.of();
    };
  }

  private static List<TemplatePod> templates(ObjectNode object, JsonNode... templates) {
    List<TemplatePod> pods = new ArrayList<>();
    for (JsonNode template : templates) {
      if (template.path("spec").isObject()) {
        pods.add(pod(object, template.path("metadata"), (ObjectNode) template.path("spec")));
      }
    }
    return List.copyOf(pods);
  }

  /** A pod with a generated name that begins with that of the object which makes it. */
  static TemplatePod pod(ObjectNode object, JsonNode templateMetadata, ObjectNode spec) {
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    for (String field : List.of("labels", "annotations")) {
      if (templateMetadata.path(field).isObject()) {
        metadata.set(field, templateMetadata.path(field).deepCopy());
      }
    }
    JsonNode owner = object.path("metadata");
    metadata.put("generateName", owner.path("name").asText("pod") + "-");
    if (owner.path("namespace").isTextual()) {
      metadata.set("namespace", owner.path("namespace"));
    }
    pod.set("spec", spec.deepCopy());
    return new TemplatePod(Manifests.nameOf(object), pod);
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
