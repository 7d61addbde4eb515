// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.plugin.manifest.PodTemplates.TemplatePod;
import java.util.List;

/**
 * The pod of the predictor of a KServe InferenceService, as far as its specification tells: KServe
 * adds what the serving runtime says. How the model gets into the pod follows from the scheme of
 * its address.
 */
final class InferenceServicePods {
  private static final String MODEL_PATH = "/mnt/models";
  private static final String SERVER = "kserve-container";
  private static final String CLAIM = "pvc://";
  private static final String IMAGE = "oci+native://";

  private InferenceServicePods() {}

  static List<TemplatePod> of(ObjectNode service) {
    JsonNode predictor = service.path("spec").path("predictor");
    if (!predictor.isObject()) {
      return List.of();
    }
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    for (String field :
        List.of("containers", "initContainers", "volumes", "securityContext", "hostPID")) {
      if (predictor.has(field)) {
        spec.set(field, predictor.path(field).deepCopy());
      }
    }
    JsonNode model = predictor.path("model");
    if (model.isObject()) {
      ObjectNode server = server(spec, model);
      place(spec, server, model.path("storageUri").asText(""));
    }
    return spec.path("containers").isEmpty()
        ? List.of()
        : List.of(PodTemplates.pod(service, predictor, spec));
  }

  private static ObjectNode server(ObjectNode spec, JsonNode model) {
    ArrayNode containers = spec.withArray("containers");
    ObjectNode server = containers.insertObject(0);
    server.put("name", SERVER);
    server.put("image", model.path("image").asText("image-of-the-serving-runtime"));
    for (String field : List.of("command", "args", "env", "volumeMounts")) {
      if (model.has(field)) {
        server.set(field, model.path(field).deepCopy());
      }
    }
    return server;
  }

  private static void place(ObjectNode spec, ObjectNode server, String address) {
    if (address.isEmpty()) {
      return;
    }
    ObjectNode volume = spec.withArray("volumes").addObject();
    ObjectNode mount = server.withArray("volumeMounts").addObject();
    mount.put("mountPath", MODEL_PATH).put("readOnly", true);
    if (address.startsWith(CLAIM)) {
      String path = address.substring(CLAIM.length());
      int slash = path.indexOf('/');
      volume
          .put("name", "kserve-pvc-source")
          .putObject("persistentVolumeClaim")
          .put("claimName", slash < 0 ? path : path.substring(0, slash))
          .put("readOnly", true);
      if (slash > 0 && slash < path.length() - 1) {
        mount.put("subPath", path.substring(slash + 1));
      }
    } else if (address.startsWith(IMAGE)) {
      volume
          .put("name", "oci-model")
          .putObject("image")
          .put("reference", address.substring(IMAGE.length()));
    } else {
      volume.put("name", "kserve-provision-location").putObject("emptyDir");
      ObjectNode download = spec.withArray("initContainers").addObject();
      download.put("name", "storage-initializer").put("image", "kserve/storage-initializer");
      download.putArray("args").add(address).add(MODEL_PATH);
      download
          .putArray("volumeMounts")
          .addObject()
          .put("name", "kserve-provision-location")
          .put("mountPath", MODEL_PATH);
    }
    mount.put("name", volume.path("name").asText());
  }
}
