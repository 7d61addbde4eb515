// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The pods that a workload asks for, as far as its specification says. What controllers and other
 * webhooks add is not known, so what is said about such a pod may be wrong either way; the decision
 * about each pod is made when the pod is created.
 */
public final class WorkloadPods {
  private static final String TEMPLATE = "template";
  private static final String CONTAINERS = "containers";
  private static final int TEMPLATES = 64;

  private WorkloadPods() {}

  /**
   * The pods of a Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job,
   * CronJob, PodTemplate, LeaderWorkerSet or InferenceService, one of each kind that it makes; of
   * anything else one for each {@code template} in its spec that is one of pods, at most {@value
   * #TEMPLATES}. They have the namespace that the workload names, and share nothing with it.
   */
  public static List<ObjectNode> of(JsonNode workload) {
    return of(workload, 1);
  }

  /**
   * The same, with more than the first pod of a StatefulSet whose pods have claims of their own.
   *
   * @param replicas of those at most
   */
  public static List<ObjectNode> of(JsonNode workload, int replicas) {
    JsonNode spec = workload.path("spec");
    List<JsonNode> templates =
        switch (workload.path("kind").asText("")) {
          case "Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "Job" ->
              List.of(spec.path(TEMPLATE));
          case "PodTemplate" -> List.of(workload.path(TEMPLATE));
          case "StatefulSet" -> replicas(workload, replicas);
          case "CronJob" -> List.of(spec.path("jobTemplate").path("spec").path(TEMPLATE));
          case "LeaderWorkerSet" ->
              List.of(
                  spec.path("leaderWorkerTemplate").path("leaderTemplate"),
                  spec.path("leaderWorkerTemplate").path("workerTemplate"));
          case "InferenceService" -> InferenceTemplates.of(workload);
          default -> templates(spec);
        };
    List<ObjectNode> pods = new ArrayList<>();
    for (JsonNode template : templates) {
      pod(template, workload).ifPresent(pods::add);
    }
    return List.copyOf(pods);
  }

  /** Those of Rollouts, training jobs, clusters of Ray and whatever else makes pods. */
  private static List<JsonNode> templates(JsonNode spec) {
    List<JsonNode> found = new ArrayList<>();
    Deque<JsonNode> ahead = new ArrayDeque<>(List.of(spec));
    while (!ahead.isEmpty() && found.size() < TEMPLATES) {
      JsonNode next = ahead.removeFirst();
      JsonNode template = next.path(TEMPLATE);
      if (template.path("spec").path(CONTAINERS).isArray()) {
        found.add(template);
      } else if (template.path(CONTAINERS).isArray()) { // of an LLMInferenceService
        found.add(JsonNodeFactory.instance.objectNode().set("spec", template));
      }
      next.forEach(ahead::add);
    }
    return found;
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }

  /** Names of pods begin with that of their workload. */
  private static Optional<ObjectNode> pod(JsonNode template, JsonNode workload) {
    if (!(template.get("spec") instanceof ObjectNode spec)) {
      return Optional.empty();
    }
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    for (String kept : List.of("labels", "annotations")) {
      if (template.path("metadata").get(kept) instanceof ObjectNode given) {
        metadata.set(kept, given.deepCopy());
      }
    }
    String name = name(workload);
    metadata.put("generateName", (name.isEmpty() ? "pod" : name) + "-");
    JsonNode namespace = workload.path("metadata").path("namespace");
    if (namespace.isTextual()) {
      metadata.set("namespace", namespace);
    }
    pod.set("spec", spec.deepCopy());
    return Optional.of(pod);
  }

  /** The number of the first pod of a StatefulSet. */
  public static int firstOrdinal(JsonNode statefulSet) {
    return bounded(statefulSet.path("spec").path("ordinals").path("start"), 0);
  }

  /** How many pods of a workload have claims of their own; the others differ in nothing. */
  public static int podsWithOwnClaims(JsonNode workload) {
    JsonNode spec = workload.path("spec");
    return workload.path("kind").asText("").equals("StatefulSet")
            && !spec.path("volumeClaimTemplates").isEmpty()
        ? bounded(spec.path("replicas"), 1)
        : 0;
  }

  private static int bounded(JsonNode number, int otherwise) {
    return Math.clamp(number.asLong(otherwise), 0, Integer.MAX_VALUE);
  }

  private static List<JsonNode> replicas(JsonNode statefulSet, int most) {
    long first = firstOrdinal(statefulSet);
    int count = Math.clamp(podsWithOwnClaims(statefulSet), 1, most);
    return LongStream.range(first, first + count)
        .mapToObj(ordinal -> withClaims(statefulSet.path("spec"), name(statefulSet), ordinal))
        .toList();
  }

  /** Each pod of a StatefulSet has claims of its own, named after template, set and number. */
  private static JsonNode withClaims(JsonNode spec, String set, long ordinal) {
    JsonNode template = spec.path(TEMPLATE).deepCopy();
    if (template.get("spec") instanceof ObjectNode pod) {
      ArrayNode volumes = list(pod, "volumes");
      for (JsonNode claim : spec.path("volumeClaimTemplates")) {
        String name = name(claim);
        // Kubernetes puts the claim in the place of a volume of this name.
        volumes.removeIf(volume -> volume.path("name").asText("").equals(name));
        volumes
            .addObject()
            .put("name", name)
            .putObject("persistentVolumeClaim")
            .put("claimName", name + "-" + set + "-" + ordinal);
      }
    }
    return template;
  }

  /**
   * A list of an object, made where there is none. Something else in its place stays there, for
   * whoever reads the pod to refuse, and what is added is not seen.
   */
  static ArrayNode list(ObjectNode object, String name) {
    JsonNode given = object.path(name);
    if (given instanceof ArrayNode list) {
      return list;
    }
    return given.isMissingNode() || given.isNull()
        ? object.putArray(name)
        : JsonNodeFactory.instance.arrayNode();
  }
}
