// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares the specification of a pod that ran with the intended one. Everything counts that {@link
 * PodAdditions} and {@link AddedContainers} do not know as harmless; an unknown field is a
 * difference.
 *
 * @param difference path and nature of the first difference; empty when the pod is as intended
 * @param additions what the cluster added that is harmless, one text each, at most {@value
 *     #MAX_ADDITIONS}; the additions of every cluster, such as the node's name, are not listed
 */
public record PodComparison(Optional<String> difference, List<String> additions) {
  /** The most additions that are listed. */
  public static final int MAX_ADDITIONS = 16;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Copies, and cuts the list. */
  public PodComparison {
    additions = additions.stream().limit(MAX_ADDITIONS).toList();
  }

  /** Compares. */
  public static PodComparison of(PodSpec intended, PodSpec actual) {
    ObjectNode wanted = JSON.valueToTree(intended);
    ObjectNode found = JSON.valueToTree(actual);
    AddedContainers containers = AddedContainers.removedFrom(found, wanted);
    List<String> additions = PodAdditions.removedFrom(found, wanted);
    return new PodComparison(
        containers.objection().or(() -> difference("spec", wanted, found)),
        Stream.concat(containers.texts().stream(), additions.stream()).toList());
  }

  private static Optional<String> difference(String path, JsonNode intended, JsonNode actual) {
    if (isAbsent(intended) && isAbsent(actual)) {
      return Optional.empty();
    }
    if (intended instanceof ObjectNode wanted && actual instanceof ObjectNode found) {
      return difference(path, wanted, found);
    }
    if (intended instanceof ArrayNode wanted && actual instanceof ArrayNode found) {
      return difference(path, wanted, found);
    }
    if (intended.isNumber() && actual.isNumber() && intended.longValue() == actual.longValue()) {
      return Optional.empty();
    }
    return intended.equals(actual)
        ? Optional.empty()
        : Optional.of(path + " is " + shown(actual) + ", but should be " + shown(intended));
  }

  private static Optional<String> difference(String path, ObjectNode intended, ObjectNode actual) {
    Set<String> names = new TreeSet<>();
    intended.fieldNames().forEachRemaining(names::add);
    actual.fieldNames().forEachRemaining(names::add);
    return names.stream()
        .flatMap(
            name -> difference(path + "." + name, intended.path(name), actual.path(name)).stream())
        .findFirst();
  }

  private static Optional<String> difference(String path, ArrayNode intended, ArrayNode actual) {
    for (int i = 0; i < Math.max(intended.size(), actual.size()); i++) {
      var found = difference(path + "[" + i + "]", intended.path(i), actual.path(i));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The client may leave out empty lists and objects or write them: they mean the same. */
  static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty());
  }

  static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "absent" : node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
