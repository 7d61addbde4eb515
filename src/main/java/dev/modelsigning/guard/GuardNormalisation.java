// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeSet;

/**
 * Removes from a policy what the API server fills in, so that what was applied and what is stored
 * compare equal. An unknown default of a later Kubernetes shows as a difference: the guard then
 * counts as altered, which is the safe error.
 */
final class GuardNormalisation {
  /** Field to the value that the API server sets when the field is absent. */
  private static final Map<String, String> DEFAULTS =
      Map.of("failurePolicy", "Fail", "matchPolicy", "Equivalent", "scope", "*");

  private GuardNormalisation() {}

  /** Without nulls, defaults, and empty objects and lists. */
  static JsonNode normalised(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode kept = JsonNodeFactory.instance.objectNode();
      for (var field : object.properties()) {
        JsonNode value = normalised(field.getValue());
        if (!isEmpty(value) && !isDefault(field.getKey(), value)) {
          kept.set(field.getKey(), value);
        }
      }
      return kept;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode kept = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> kept.add(normalised(element)));
      return kept;
    }
    return node;
  }

  /** Path of the first field, in the order of names, in which two normalised trees differ. */
  static String firstDifference(JsonNode expected, JsonNode actual) {
    if (expected instanceof ObjectNode left && actual instanceof ObjectNode right) {
      var names = new TreeSet<String>();
      left.fieldNames().forEachRemaining(names::add);
      right.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        if (!left.path(name).equals(right.path(name))) {
          return "." + name + firstDifference(left.path(name), right.path(name));
        }
      }
    }
    if (expected instanceof ArrayNode left
        && actual instanceof ArrayNode right
        && left.size() == right.size()) {
      for (int i = 0; i < left.size(); i++) {
        if (!left.get(i).equals(right.get(i))) {
          return "[" + i + "]" + firstDifference(left.get(i), right.get(i));
        }
      }
    }
    return "";
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || (value.isContainerNode() && value.isEmpty());
  }

  private static boolean isDefault(String name, JsonNode value) {
    return value.isTextual() && value.textValue().equals(DEFAULTS.get(name));
  }
}
