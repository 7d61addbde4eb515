// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The objects of deploy/, in the order of its kustomizations, without the CRDs: first those of
 * deploy/prerequisites.
 */
final class DeployFiles {
  static final Path FOLDER = Path.of("deploy");
  static final Path PREREQUISITES = FOLDER.resolve("prerequisites");

  private DeployFiles() {}

  /** Every object that the two kustomizations list. */
  static List<GenericKubernetesResource> objects() throws IOException {
    List<GenericKubernetesResource> objects = new ArrayList<>(listed(PREREQUISITES));
    objects.addAll(listed(FOLDER));
    return objects;
  }

  /** Every object that the kustomization of this folder lists by file name. */
  static List<GenericKubernetesResource> listed(Path folder) throws IOException {
    JsonNode kustomization =
        Serialization.unmarshal(
            Files.readString(folder.resolve("kustomization.yaml")), JsonNode.class);
    List<GenericKubernetesResource> objects = new ArrayList<>();
    for (JsonNode resource : kustomization.get("resources")) {
      if (resource.asText().endsWith(".yaml")) {
        objects.addAll(read(folder.resolve(resource.asText())));
      }
    }
    return objects;
  }

  /** The objects of one file. */
  static List<GenericKubernetesResource> read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** The objects of a YAML stream; documents that hold only comments are left out. */
  static List<GenericKubernetesResource> parse(String yaml) {
    return Pattern.compile("(?m)^---$")
        .splitAsStream(yaml)
        .filter(document -> document.lines().anyMatch(line -> line.startsWith("kind:")))
        .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
        .toList();
  }
}
