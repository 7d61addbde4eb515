// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.decoding.LenientResources;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pods that a workload asks for, as far as its specification says. What controllers and other
 * webhooks add is not known, so a warning may be wrong either way; the decision about each pod is
 * made when the pod is created.
 */
public final class WorkloadPods {
  private static final ObjectMapper MAPPER = LenientResources.mapper();
  private static final String TEMPLATE = "template";

  private WorkloadPods() {}

  /**
   * The pods of a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, LeaderWorkerSet or
   * InferenceService, one of each kind that it makes; none of anything else.
   *
   * @param namespace of the workload
   * @throws IllegalArgumentException when its template cannot be read
   */
  public static List<Pod> of(Object workload, String namespace) {
    JsonNode object = MAPPER.valueToTree(workload);
    JsonNode spec = object.path("spec");
    List<JsonNode> templates =
        switch (object.path("kind").asText("")) {
          case "Deployment", "DaemonSet", "ReplicaSet", "Job" -> List.of(spec.path(TEMPLATE));
          case "StatefulSet" -> List.of(withClaims(spec, name(object)));
          case "CronJob" -> List.of(spec.path("jobTemplate").path("spec").path(TEMPLATE));
          case "LeaderWorkerSet" ->
              List.of(
                  spec.path("leaderWorkerTemplate").path("leaderTemplate"),
                  spec.path("leaderWorkerTemplate").path("workerTemplate"));
          case "InferenceService" -> InferenceTemplates.of(object);
          default -> List.of();
        };
    List<Pod> pods = new ArrayList<>();
    for (JsonNode template : templates) {
      pod(template, name(object), namespace).ifPresent(pods::add);
    }
    return List.copyOf(pods);
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }

  /** Names of pods begin with that of their workload. */
  private static Optional<Pod> pod(JsonNode template, String workload, String namespace) {
    if (!(template.get("spec") instanceof ObjectNode spec)) {
      return Optional.empty();
    }
    ObjectNode pod = MAPPER.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("namespace", namespace).put("generateName", workload + "-");
    for (String kept : List.of("labels", "annotations")) {
      if (template.path("metadata").get(kept) instanceof ObjectNode given) {
        metadata.set(kept, given);
      }
    }
    pod.set("spec", spec);
    return Optional.of(MAPPER.convertValue(pod, Pod.class));
  }

  /** Each pod of a StatefulSet has claims of its own, named after template, set and number. */
  private static JsonNode withClaims(JsonNode spec, String set) {
    JsonNode template = spec.path(TEMPLATE).deepCopy();
    if (template.get("spec") instanceof ObjectNode pod) {
      ArrayNode volumes = pod.withArray("/volumes");
      for (JsonNode claim : spec.path("volumeClaimTemplates")) {
        String name = name(claim);
        volumes
            .addObject()
            .put("name", name)
            .putObject("persistentVolumeClaim")
            .put("claimName", name + "-" + set + "-0");
      }
    }
    return template;
  }
}
