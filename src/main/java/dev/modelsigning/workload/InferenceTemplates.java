// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The pod of an InferenceService (KServe, v1beta1), as KServe makes it from {@code storageUri}: a
 * claim is mounted read-only, an image is a volume or a further container, and anything else is
 * downloaded by an init container.
 */
final class InferenceTemplates {
  private static final String MODELS = "/mnt/models";
  private static final String SERVER = "kserve-container";
  private static final String CLAIM = "pvc://";
  private static final String IMAGE = "oci+native://";
  private static final String CAR = "oci://";

  private static final String DOWNLOADER = "kserve/storage-initializer";

  private static final List<String> FRAMEWORKS =
      List.of(
          "model",
          "huggingface",
          "triton",
          "tensorflow",
          "pytorch",
          "onnx",
          "sklearn",
          "xgboost",
          "lightgbm",
          "paddle",
          "pmml");

  /** The fields of a component that are those of a pod; the others are KServe's own. */
  private static final List<String> OF_PODS =
      List.of(
          "containers",
          "initContainers",
          "imagePullSecrets",
          "volumes",
          "securityContext",
          "serviceAccountName",
          "shareProcessNamespace",
          "hostPID",
          "hostIPC",
          "hostNetwork",
          "nodeSelector",
          "affinity",
          "tolerations",
          "resourceClaims",
          "runtimeClassName");

  private InferenceTemplates() {}

  /** One template for each component that has containers or a model. */
  static List<JsonNode> of(JsonNode service) {
    List<JsonNode> templates = new ArrayList<>();
    for (String component : List.of("predictor", "transformer", "explainer")) {
      if (service.path("spec").get(component) instanceof ObjectNode given) {
        templates.add(template(given));
      }
    }
    return templates;
  }

  private static JsonNode template(ObjectNode component) {
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    for (String field : OF_PODS) {
      if (component.has(field)) {
        pod.set(field, component.path(field).deepCopy());
      }
    }
    for (String framework : FRAMEWORKS) {
      if (component.get(framework) instanceof ObjectNode model) {
        serve(model, pod);
      }
    }
    ObjectNode template = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = template.putObject("metadata");
    for (String kept : List.of("labels", "annotations")) {
      if (component.get(kept) instanceof ObjectNode given) {
        metadata.set(kept, given);
      }
    }
    if (!pod.path("containers").isEmpty()) {
      template.set("spec", pod);
    }
    return template;
  }

  /** The server; its image is that of the serving runtime unless the model names one. */
  private static void serve(ObjectNode model, ObjectNode pod) {
    ObjectNode server = WorkloadPods.list(pod, "containers").addObject();
    server.put("name", SERVER);
    server.put("image", model.path("image").asText("image-of-the-serving-runtime"));
    for (String field : List.of("command", "args", "env", "envFrom", "volumeMounts", "resources")) {
      if (model.has(field)) {
        server.set(field, model.path(field).deepCopy());
      }
    }
    String uri = model.path("storageUri").asText("");
    if (!uri.isEmpty()) {
      store(uri, pod, server);
    }
  }

  private static void store(String uri, ObjectNode pod, ObjectNode server) {
    ObjectNode volume = WorkloadPods.list(pod, "volumes").addObject().put("name", "kserve-model");
    ObjectNode mount =
        WorkloadPods.list(server, "volumeMounts")
            .addObject()
            .put("name", "kserve-model")
            .put("mountPath", MODELS)
            .put("readOnly", true);
    if (uri.startsWith(CLAIM)) {
      String path = uri.substring(CLAIM.length());
      int slash = path.indexOf('/');
      volume
          .putObject("persistentVolumeClaim")
          .put("claimName", slash < 0 ? path : path.substring(0, slash))
          .put("readOnly", true);
      if (slash >= 0 && slash < path.length() - 1) {
        mount.put("subPath", path.substring(slash + 1));
      }
    } else if (uri.startsWith(IMAGE)) {
      volume.putObject("image").put("reference", uri.substring(IMAGE.length()));
    } else if (uri.startsWith(CAR)) {
      volume.putObject("emptyDir");
      pod.put("shareProcessNamespace", true);
      fill(WorkloadPods.list(pod, "containers"), "modelcar", uri.substring(CAR.length()), "/mnt");
    } else {
      volume.putObject("emptyDir");
      fill(WorkloadPods.list(pod, "initContainers"), "storage-initializer", DOWNLOADER, MODELS)
          .putArray("args")
          .add(uri)
          .add(MODELS);
    }
  }

  private static ObjectNode fill(ArrayNode containers, String name, String image, String path) {
    ObjectNode container = containers.addObject().put("name", name).put("image", image);
    WorkloadPods.list(container, "volumeMounts")
        .addObject()
        .put("name", "kserve-model")
        .put("mountPath", path);
    return container;
  }
}
