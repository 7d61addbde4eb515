// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Makes objects that a structural schema accepts. Its CEL rules and patterns are left out, so that
 * these are more than the API server lets through: what reads all of them reads whatever it sends.
 */
final class AcceptedObjects {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Texts that parsers of quantities, numbers, times and names take differently, or not at all. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1e999",
          "1Ei",
          "true",
          "null",
          "NaN",
          "PT5M",
          "2026-11-28T10:00:00Z",
          "not a date",
          "\u0000",
          "\uD83D\uDE00",
          "Ärger",
          "a/b",
          "..",
          "x".repeat(70_000));

  private final RandomGenerator random;

  AcceptedObjects(RandomGenerator random) {
    this.random = random;
  }

  /** One object, with any of the optional fields. */
  ObjectNode of(CrdSchema definition) {
    ObjectNode object = (ObjectNode) value(definition.root());
    object.put("apiVersion", "modelsigning.dev/v1alpha1");
    object.put("kind", definition.kind());
    object.set("metadata", JSON.objectNode().put("name", "generated").put("namespace", "any"));
    return object;
  }

  private JsonNode value(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return random.nextBoolean() ? JSON.numberNode(random.nextLong()) : text(schema);
    }
    return switch (schema.path("type").asText()) {
      case "string" -> text(schema);
      case "integer" -> integer(schema);
      case "number" -> JSON.numberNode(random.nextDouble() * Double.MAX_VALUE);
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "array" -> list(schema);
      case "object" -> object(schema);
      default -> JSON.objectNode().set("anything", JSON.arrayNode().add(1).add("two"));
    };
  }

  private JsonNode text(JsonNode schema) {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    return JSON.textNode(text.length() > most ? text.substring(0, most) : text);
  }

  private JsonNode integer(JsonNode schema) {
    boolean small = schema.path("format").asText().equals("int32");
    long least = schema.path("minimum").asLong(small ? Integer.MIN_VALUE : Long.MIN_VALUE);
    long most = schema.path("maximum").asLong(small ? Integer.MAX_VALUE : Long.MAX_VALUE);
    return Stream.of(least, most, Math.min(most, Math.max(least, random.nextLong())))
        .skip(random.nextInt(3))
        .findFirst()
        .map(JSON::numberNode)
        .orElseThrow();
  }

  private ArrayNode list(JsonNode schema) {
    ArrayNode list = JSON.arrayNode();
    int size = random.nextInt(Math.min(3, schema.path("maxItems").asInt(3)) + 1);
    for (int i = 0; i < size; i++) {
      list.add(value(schema.get("items")));
    }
    return list;
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = JSON.objectNode();
    List<String> required = schema.path("required").valueStream().map(JsonNode::asText).toList();
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              if (required.contains(property.getKey()) || random.nextBoolean()) {
                object.set(property.getKey(), value(property.getValue()));
              }
            });
    if (schema.has("additionalProperties")) {
      object.set(
          TEXTS.get(random.nextInt(TEXTS.size())), value(schema.get("additionalProperties")));
    }
    return object;
  }
}
