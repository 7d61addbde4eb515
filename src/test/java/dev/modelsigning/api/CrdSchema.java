// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A committed definition, read for its tests and its reference.
 *
 * @param definition the whole CustomResourceDefinition
 */
record CrdSchema(JsonNode definition) {

  /**
   * One node of the schema that has a name.
   *
   * @param path from the resource, elements of lists as {@code spec.authorities[].name}
   * @param schema its schema
   * @param required whether its parent requires it
   */
  record Field(String path, JsonNode schema, boolean required) {
    String description() {
      return schema.path("description").asText();
    }
  }

  /** All definitions of {@code crds/}, by file name. */
  static List<CrdSchema> committed() throws IOException {
    List<CrdSchema> definitions = new ArrayList<>();
    try (Stream<Path> files = Files.list(CrdFiles.FOLDERS.getFirst())) {
      for (Path file :
          files.filter(f -> f.toString().endsWith(".modelsigning.dev.yaml")).sorted().toList()) {
        definitions.add(new CrdSchema(new YAMLMapper().readTree(file.toFile())));
      }
    }
    return definitions;
  }

  String kind() {
    return definition.at("/spec/names/kind").asText();
  }

  JsonNode root() {
    return definition.at("/spec/versions/0/schema/openAPIV3Schema");
  }

  /** Every field below the resource itself, parents before their children, in schema order. */
  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    collect("", root(), fields);
    return fields;
  }

  private static void collect(String prefix, JsonNode schema, List<Field> fields) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              boolean required =
                  schema
                      .path("required")
                      .valueStream()
                      .anyMatch(name -> name.asText().equals(property.getKey()));
              JsonNode child = property.getValue();
              fields.add(new Field(prefix + property.getKey(), child, required));
              collect(prefix + property.getKey() + ".", child, fields);
              Optional.ofNullable(child.get("items"))
                  .ifPresent(items -> collect(prefix + property.getKey() + "[].", items, fields));
            });
  }

  @Override
  public String toString() {
    return kind();
  }
}
