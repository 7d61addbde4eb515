// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the specification of a pod that ran with the intended one. Everything counts that is not
 * in the short list of what scheduling and admission add to every pod and what cannot change which
 * bytes are read or what is reported about them; an unknown field is a difference.
 */
public final class PodComparison {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Where the pod ran, how urgent it was, and its service account, whose token it lacks. */
  private static final Set<String> MAY_DIFFER_IN_POD =
      Set.of(
          "nodeName",
          "schedulerName",
          "tolerations",
          "priority",
          "priorityClassName",
          "preemptionPolicy",
          "serviceAccount",
          "serviceAccountName",
          "imagePullSecrets",
          "overhead");

  /** A LimitRange fills them in; too few make a measurement fail, but never make it wrong. */
  private static final Set<String> MAY_DIFFER_IN_CONTAINER = Set.of("resources", "resizePolicy");

  private PodComparison() {}

  /** Path and nature of the first difference, or empty when there is none. */
  public static Optional<String> difference(PodSpec intended, PodSpec actual) {
    return difference("spec", projection(intended), projection(actual));
  }

  private static ObjectNode projection(PodSpec spec) {
    ObjectNode node = JSON.valueToTree(spec);
    node.remove(MAY_DIFFER_IN_POD);
    for (JsonNode container : node.path("containers")) {
      ((ObjectNode) container).remove(MAY_DIFFER_IN_CONTAINER);
    }
    return node;
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
  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty());
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "absent" : node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
