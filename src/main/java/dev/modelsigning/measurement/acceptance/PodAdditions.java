// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Fields that clusters set in the pods of others, and that can change neither which bytes are read
 * nor what is reported about them: where and how urgently the pod runs, how its images are pulled,
 * whom it finds in the network, which it does not use, and how much it may consume. SECURITY.md has
 * the same list.
 */
final class PodAdditions {
  private static final String RESOURCES = "resources";
  private static final int MAX_TEXT = 200;

  /** Every cluster sets them. The service account's token is not mounted. */
  private static final Set<String> IN_EVERY_CLUSTER =
      Set.of(
          "nodeName",
          "priority",
          "preemptionPolicy",
          "serviceAccount",
          "serviceAccountName",
          "overhead",
          "schedulingGates");

  /** Some clusters set them. */
  private static final List<String> IN_SOME_CLUSTERS =
      List.of(
          "schedulerName",
          "priorityClassName",
          "tolerations",
          "topologySpreadConstraints",
          "imagePullSecrets",
          "dnsPolicy",
          "dnsConfig",
          "hostAliases",
          "readinessGates",
          "terminationGracePeriodSeconds",
          "activeDeadlineSeconds",
          RESOURCES);

  /** A LimitRange sets the resources; too few make a measurement fail, but never make it wrong. */
  private static final List<String> IN_CONTAINER =
      List.of(RESOURCES, "resizePolicy", "imagePullPolicy");

  private static final Set<String> OF_EVERY_NODE = Set.of("cpu", "memory", "ephemeral-storage");

  /**
   * They decide which files the measuring container may read, not what it reads in them. The
   * kubelet changes no owner on a volume that is read-only at volume level.
   */
  private static final List<String> IN_SECURITY_CONTEXT =
      List.of("fsGroup", "fsGroupChangePolicy", "supplementalGroupsPolicy");

  private static final Set<String> PROXY_VARIABLES =
      Set.of(
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "FTP_PROXY",
          "ALL_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "ftp_proxy",
          "all_proxy",
          "no_proxy");

  private static final String DEFAULT_SCHEDULER = "default-scheduler";
  private static final String NODE_SELECTOR = "nodeSelector";
  private static final String AFFINITY = "affinity";

  private final ObjectNode actual;
  private final ObjectNode intended;
  private final List<String> texts = new ArrayList<>();

  private PodAdditions(ObjectNode actual, ObjectNode intended) {
    this.actual = actual;
    this.intended = intended;
  }

  /** Takes the harmless additions out of {@code actual}; returns them for people. */
  static List<String> removedFrom(ObjectNode actual, ObjectNode intended) {
    PodAdditions additions = new PodAdditions(actual, intended);
    additions.pod();
    additions.placement();
    additions.security();
    additions.container();
    return List.copyOf(additions.texts);
  }

  private void pod() {
    actual.remove(IN_EVERY_CLUSTER);
    intended.remove(IN_EVERY_CLUSTER);
    take("", actual, intended, IN_SOME_CLUSTERS, PodAdditions::isUsual);
  }

  /** What was wanted has to be there: the platform of an image, the node of a volume. */
  private void placement() {
    Set<String> wanted = new TreeSet<>();
    intended.path(NODE_SELECTOR).fieldNames().forEachRemaining(wanted::add);
    if (actual.path(NODE_SELECTOR) instanceof ObjectNode selector) {
      List<String> added = new ArrayList<>();
      selector.fieldNames().forEachRemaining(added::add);
      added.removeAll(wanted);
      for (String label : added) {
        list(NODE_SELECTOR + " " + label, selector.path(label));
      }
      selector.remove(added);
    }
    if (!actual.path(AFFINITY).isMissingNode() && keepsTheNode()) {
      if (!actual.path(AFFINITY).equals(intended.path(AFFINITY))) {
        list(AFFINITY, actual.path(AFFINITY));
      }
      actual.remove(AFFINITY);
      intended.remove(AFFINITY);
    }
  }

  /** Terms are alternatives, so each has to have the wanted fields. */
  private boolean keepsTheNode() {
    if (PodComparison.isAbsent(intended.path(AFFINITY))) {
      return true;
    }
    JsonNode wanted = terms(intended).path(0).path("matchFields");
    JsonNode found = terms(actual);
    if (found.isEmpty()) {
      return false;
    }
    for (JsonNode term : found) {
      if (!term.path("matchFields").equals(wanted)) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode terms(ObjectNode spec) {
    return spec.path(AFFINITY)
        .path("nodeAffinity")
        .path("requiredDuringSchedulingIgnoredDuringExecution")
        .path("nodeSelectorTerms");
  }

  private void security() {
    if (actual.path("securityContext") instanceof ObjectNode found
        && intended.path("securityContext") instanceof ObjectNode wanted) {
      take("securityContext.", found, wanted, IN_SECURITY_CONTEXT, (field, value) -> false);
      // A level separates tenants; another user, role or type could undo the confinement.
      if (found.path("seLinuxOptions") instanceof ObjectNode options
          && options.size() == 1
          && options.has("level")) {
        list("securityContext.seLinuxOptions", options);
        found.remove("seLinuxOptions");
      }
    }
  }

  private void container() {
    if (!(actual.path("containers").path(0) instanceof ObjectNode found)
        || !(intended.path("containers").path(0) instanceof ObjectNode wanted)) {
      return;
    }
    List<String> harmless = new ArrayList<>(IN_CONTAINER);
    if (hasDevices(found.path(RESOURCES))) {
      harmless.remove(RESOURCES);
    }
    take("container ", found, wanted, harmless, (field, value) -> false);
    if (found.path("env") instanceof ArrayNode variables) {
      for (var each = variables.elements(); each.hasNext(); ) {
        String name = each.next().path("name").asText();
        if (PROXY_VARIABLES.contains(name)) {
          texts.add("variable " + name);
          each.remove();
        }
      }
    }
  }

  /** With a device the node's agents add mounts and variables that the specification hides. */
  private static boolean hasDevices(JsonNode resources) {
    Set<String> names = new TreeSet<>();
    resources.path("limits").fieldNames().forEachRemaining(names::add);
    resources.path("requests").fieldNames().forEachRemaining(names::add);
    return !resources.path("claims").isEmpty()
        || names.stream()
            .anyMatch(name -> !OF_EVERY_NODE.contains(name) && !name.startsWith("hugepages-"));
  }

  private void take(
      String path,
      ObjectNode found,
      ObjectNode wanted,
      List<String> fields,
      BiPredicate<String, JsonNode> isUsual) {
    for (String field : fields) {
      JsonNode value = found.path(field);
      if (!PodComparison.isAbsent(value)
          && !value.equals(wanted.path(field))
          && !isUsual.test(field, value)) {
        list(path + field, value);
      }
      found.remove(field);
      wanted.remove(field);
    }
  }

  /** What every pod gets from an ordinary API server is not worth a line in a status. */
  private static boolean isUsual(String field, JsonNode value) {
    return switch (field) {
      case "schedulerName" -> value.asText().equals(DEFAULT_SCHEDULER);
      case "tolerations" -> {
        for (JsonNode toleration : value) {
          if (!toleration.path("key").asText().startsWith("node.kubernetes.io/")) {
            yield false;
          }
        }
        yield true;
      }
      default -> false;
    };
  }

  private void list(String what, JsonNode value) {
    texts.add(Printable.of(what + ": " + PodComparison.shown(value), MAX_TEXT));
  }
}
