// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.offline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicySpec;
import dev.modelsigning.plugin.manifest.Manifests;
import dev.modelsigning.plugin.manifest.PodTemplates;
import dev.modelsigning.plugin.manifest.PodTemplates.TemplatePod;
import dev.modelsigning.plugin.manifest.UnusableManifestException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The objects of all files, by what they are to a decision. Objects of other kinds are passed over.
 */
public final class Inputs {
  private static final String DEFAULT_NAMESPACE = "default";

  /** Knows every field, so that a misspelt one is an error and not a weaker policy. */
  private static final JsonMapper STRICT = JsonMapper.builder().build();

  private final Manifests manifests = new Manifests();
  private final String namespace;
  final List<ClusterModelTrustPolicy> policies = new ArrayList<>();
  final List<ModelTrustPolicy> namespacedPolicies = new ArrayList<>();
  final List<ModelSignature> signatures = new ArrayList<>();
  final Map<String, Map<String, String>> namespaces = new HashMap<>();
  final List<TemplatePod> pods = new ArrayList<>();
  final List<String> assumptions = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param namespace of objects that name none; empty is {@code default}
   */
  public Inputs(String namespace) {
    this.namespace = namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }

  /**
   * Adds the objects of a file.
   *
   * @param name of the file, for errors
   * @throws UnusableManifestException when one of them cannot be what its kind says
   */
  public void add(String name, String text) throws UnusableManifestException {
    for (ObjectNode object : manifests.read(name, text)) {
      add(object);
    }
  }

  private void add(ObjectNode object) throws UnusableManifestException {
    switch (object.path("kind").asText()) {
      case "ClusterModelTrustPolicy" -> {
        check(object, ClusterModelTrustPolicySpec.class);
        policies.add(manifests.as(ClusterModelTrustPolicy.class, object));
      }
      case "ModelTrustPolicy" -> {
        check(object, ModelTrustPolicySpec.class);
        namespacedPolicies.add(manifests.as(ModelTrustPolicy.class, placed(object)));
      }
      case "ModelSignature" -> {
        check(object, ModelSignatureSpec.class);
        signatures.add(manifests.as(ModelSignature.class, placed(object)));
      }
      case "Namespace" -> namespaces.put(name(object), labels(object));
      default -> {
        for (TemplatePod pod : PodTemplates.of(placed(object))) {
          if (pod.pod().path("spec").path("containers").isEmpty()) {
            throw new UnusableManifestException(
                pod.origin() + " has no containers: no pod could be created from it");
          }
          pods.add(pod);
        }
        PodTemplates.leftOut(object).ifPresent(assumptions::add);
      }
    }
  }

  private static void check(ObjectNode object, Class<?> spec) throws UnusableManifestException {
    String name = Manifests.nameOf(object);
    if (!object.path("spec").isObject() || !object.path("metadata").path("name").isTextual()) {
      throw new UnusableManifestException(name + " has no spec or no metadata.name");
    }
    try {
      STRICT.treeToValue(object.path("spec"), spec);
    } catch (JsonMappingException e) {
      String path =
          String.join(
              "",
              e.getPath().stream()
                  .map(
                      step ->
                          step.getFieldName() == null
                              ? "[" + step.getIndex() + "]"
                              : "." + step.getFieldName())
                  .toList());
      throw new UnusableManifestException(name + ", spec" + path + ": " + problem(e), e);
    } catch (JsonProcessingException e) {
      throw new UnusableManifestException(name + ": " + firstLine(e), e);
    }
  }

  /** In the words of the manifest, not of the classes that it is read into. */
  private static String problem(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "no such field; there are " + sorted(unknown.getKnownPropertyIds());
      case InvalidFormatException invalid when invalid.getTargetType().isEnum() ->
          "'"
              + invalid.getValue()
              + "' is none of "
              + sorted(List.of(invalid.getTargetType().getEnumConstants()));
      default -> firstLine(e);
    };
  }

  private static String sorted(Collection<?> words) {
    return words.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  private static String firstLine(JsonProcessingException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }

  private ObjectNode placed(ObjectNode object) {
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (!metadata.path("namespace").isTextual()) {
      metadata.put("namespace", namespace);
    }
    return object;
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  /** With the label that the API server gives every namespace. */
  private static Map<String, String> labels(JsonNode object) {
    Map<String, String> labels = new HashMap<>();
    object
        .path("metadata")
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    labels.put(OfflineCluster.NAME_LABEL, name(object));
    return Map.copyOf(labels);
  }
}
