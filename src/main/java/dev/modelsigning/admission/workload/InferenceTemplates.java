// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.workload;

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

  private InferenceTemplates() {}

  /** One template for each component that has containers or a model. */
  static List<JsonNode> of(JsonNode service) {
    List<JsonNode> templates = new ArrayList<>();
    for (String component : List.of("predictor", "transformer", "explainer")) {
      if (service.path("spec").get(component) instanceof ObjectNode given) {
        templates.add(template(given.deepCopy()));
      }
    }
    return templates;
  }

  /** A component has the fields of a pod's specification beside its own. */
  private static JsonNode template(ObjectNode pod) {
    ArrayNode containers = pod.withArray("/containers");
    for (String framework : FRAMEWORKS) {
      if (pod.remove(framework) instanceof ObjectNode model) {
        String uri = model.path("storageUri").asText("");
        model.put("name", SERVER);
        containers.add(model);
        if (!uri.isEmpty()) {
          store(uri, pod, model);
        }
      }
    }
    ObjectNode template = JsonNodeFactory.instance.objectNode();
    template.set("spec", pod);
    return template;
  }

  private static void store(String uri, ObjectNode pod, ObjectNode server) {
    ObjectNode volume = pod.withArray("/volumes").addObject().put("name", "kserve-model");
    ObjectNode mount =
        server
            .withArray("/volumeMounts")
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
      fill(pod.withArray("/containers"), "modelcar", uri.substring(CAR.length()), "/mnt");
    } else {
      volume.putObject("emptyDir");
      fill(pod.withArray("/initContainers"), "storage-initializer", "kserve", MODELS);
    }
  }

  private static void fill(ArrayNode containers, String name, String image, String path) {
    containers
        .addObject()
        .put("name", name)
        .put("image", image)
        .withArray("/volumeMounts")
        .addObject()
        .put("name", "kserve-model")
        .put("mountPath", path);
  }
}
