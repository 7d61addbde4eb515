// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.workload.WorkloadPods;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The images with models that the pods of one workload use, and the Secrets to pull them with. Of
 * one workload at most {@value #MOST} images count.
 *
 * @param pullSecrets at most four, as many as a ModelSignature may name
 */
record TemplateImages(Set<Use> uses, List<String> pullSecrets) {
  static final int MOST = 16;

  private static final int SECRETS = 4;
  private static final int LONGEST_REFERENCE = 512;
  private static final int LONGEST_NAME = 253;

  /** What KServe calls a container that it adds for an image of a model. */
  private static final String MODELCAR = "modelcar";

  /**
   * How an image is used.
   *
   * @param isModelcar whether it is run, next to a server that reads its files
   */
  record Use(String reference, boolean isModelcar) {}

  TemplateImages {
    uses = Set.copyOf(uses);
    pullSecrets = List.copyOf(pullSecrets);
  }

  static TemplateImages of(WorkloadKind kind, ObjectNode workload) {
    Set<Use> uses = new LinkedHashSet<>();
    Set<String> secrets = new LinkedHashSet<>();
    List<ObjectNode> pods =
        kind == WorkloadKind.POD ? List.of(workload) : WorkloadPods.of(workload);
    for (ObjectNode pod : pods) {
      JsonNode spec = pod.path("spec");
      List<Use> found = Stream.concat(volumes(spec), modelcars(spec)).toList();
      uses.addAll(found);
      if (!found.isEmpty()) {
        texts(spec.path("imagePullSecrets"), "name")
            .filter(name -> name.length() <= LONGEST_NAME)
            .forEach(secrets::add);
      }
    }
    return new TemplateImages(
        new LinkedHashSet<>(uses.stream().limit(MOST).toList()),
        secrets.stream().limit(SECRETS).toList());
  }

  private static Stream<Use> volumes(JsonNode spec) {
    return stream(spec.path("volumes"))
        .map(volume -> volume.path("image").path("reference").asText(""))
        .filter(TemplateImages::isPossible)
        .map(reference -> new Use(reference, false));
  }

  private static Stream<Use> modelcars(JsonNode spec) {
    return spec.path("shareProcessNamespace").asBoolean()
        ? Stream.of("containers", "initContainers")
            .flatMap(list -> stream(spec.path(list)))
            .filter(TemplateImages::isModelcar)
            .map(container -> container.path("image").asText(""))
            .filter(TemplateImages::isPossible)
            .map(reference -> new Use(reference, true))
        : Stream.of();
  }

  /** By what it runs; of one that KServe will add only the name is known. */
  private static boolean isModelcar(JsonNode container) {
    return MODELCAR.equals(container.path("name").asText(""))
        || Modelcars.isModelcar(
            new ContainerBuilder()
                .withCommand(words(container.path("command")))
                .withArgs(words(container.path("args")))
                .build());
  }

  private static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    stream(list).forEach(word -> words.add(word.asText("")));
    return words;
  }

  private static Stream<String> texts(JsonNode list, String field) {
    return stream(list).map(item -> item.path(field).asText("")).filter(text -> !text.isEmpty());
  }

  private static boolean isPossible(String reference) {
    return !reference.isEmpty() && reference.length() <= LONGEST_REFERENCE;
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
