// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.text.Printable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Containers that a cluster adds to a measuring pod, such as those of a service mesh, and the
 * volumes that only these mount. A container is harmless that mounts no volume of the measurement
 * and has no privilege with which it could reach one past its own mounts: the kernel keeps it apart
 * from the measuring container, whose processes it does not see either, since the pod shares no
 * process namespace. What both share is the network, from which the measurement reads nothing.
 *
 * @param texts the harmless ones, for people
 * @param objection why another container or volume is not harmless
 */
record AddedContainers(List<String> texts, Optional<String> objection) {
  private static final int MAX_TEXT = 200;

  /** Kinds of volumes that Kubernetes fills itself; none leads to a model or to the node. */
  private static final Set<String> HARMLESS_VOLUMES =
      Set.of("emptyDir", "configMap", "secret", "downwardAPI", "projected");

  /** What a mesh needs to redirect the pod's own traffic. */
  private static final Set<String> HARMLESS_CAPABILITIES =
      Set.of("NET_ADMIN", "NET_RAW", "NET_BIND_SERVICE");

  private static final Set<String> KNOWN_FIELDS =
      Set.of(
          "name",
          "image",
          "imagePullPolicy",
          "command",
          "args",
          "workingDir",
          "env",
          "envFrom",
          "ports",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules",
          "lifecycle",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "securityContext",
          "stdin",
          "stdinOnce",
          "tty",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "volumeMounts");

  private static final Set<String> KNOWN_SECURITY =
      Set.of(
          "allowPrivilegeEscalation",
          "privileged",
          "capabilities",
          "readOnlyRootFilesystem",
          "runAsUser",
          "runAsGroup",
          "runAsNonRoot",
          "seccompProfile",
          "appArmorProfile",
          "procMount");

  private static final String CONTAINERS = "containers";
  private static final String INIT_CONTAINERS = "initContainers";
  private static final String VOLUMES = "volumes";
  private static final String NAME = "name";

  /** Takes the harmless containers and their volumes out of {@code actual}. */
  static AddedContainers removedFrom(ObjectNode actual, ObjectNode intended) {
    Set<String> ownVolumes = names(intended.path(VOLUMES));
    List<String> texts = new ArrayList<>();
    Optional<String> objection = Optional.empty();
    for (String list : List.of(CONTAINERS, INIT_CONTAINERS)) {
      Set<String> own = names(intended.path(list));
      for (Iterator<JsonNode> each = actual.path(list).elements(); each.hasNext(); ) {
        JsonNode container = each.next();
        if (own.contains(container.path(NAME).asText())) {
          continue;
        }
        Optional<String> reason = objection(container, ownVolumes);
        if (reason.isPresent()) {
          objection = objection.or(() -> reason);
        } else {
          texts.add(
              Printable.of(
                  "container %s (image %s)"
                      .formatted(container.path(NAME).asText(), container.path("image").asText()),
                  MAX_TEXT));
          each.remove();
        }
      }
    }
    objection = objection.or(() -> takeVolumes(actual, intended));
    return new AddedContainers(List.copyOf(texts), objection);
  }

  /** Without the added volumes, and in the intended order, which decides nothing. */
  private static Optional<String> takeVolumes(ObjectNode actual, ObjectNode intended) {
    Set<String> own = names(intended.path(VOLUMES));
    Optional<String> foreign =
        elements(actual.path(VOLUMES)).stream()
            .filter(volume -> !own.contains(volume.path(NAME).asText()))
            .filter(volume -> !isHarmlessVolume(volume))
            .map(volume -> "volume " + shown(volume) + " was added; it may lead to other files")
            .findFirst();
    if (foreign.isEmpty()) {
      ArrayNode kept = actual.arrayNode();
      for (JsonNode wanted : intended.path(VOLUMES)) {
        elements(actual.path(VOLUMES)).stream()
            .filter(volume -> volume.path(NAME).equals(wanted.path(NAME)))
            .forEach(kept::add);
      }
      actual.set(VOLUMES, kept);
    }
    return foreign;
  }

  private static boolean isHarmlessVolume(JsonNode volume) {
    return volume.properties().stream()
        .filter(field -> !PodComparison.isAbsent(field.getValue()) || isSet(field.getKey(), volume))
        .allMatch(
            field -> field.getKey().equals(NAME) || HARMLESS_VOLUMES.contains(field.getKey()));
  }

  /** An empty object names a kind all the same: {@code emptyDir: {}}. */
  private static boolean isSet(String field, JsonNode volume) {
    return volume.path(field).isObject();
  }

  private static Optional<String> objection(JsonNode container, Set<String> ownVolumes) {
    String who = "container " + shown(container) + " was added and ";
    for (JsonNode mount : container.path("volumeMounts")) {
      if (ownVolumes.contains(mount.path(NAME).asText())) {
        return Optional.of(who + "mounts volume " + mount.path(NAME).asText());
      }
    }
    return unknown(container, KNOWN_FIELDS)
        .or(() -> claims(container))
        .or(() -> privilege(container.path("securityContext")))
        .map(field -> who + "has " + field);
  }

  private static Optional<String> claims(JsonNode container) {
    return container.path("resources").path("claims").isEmpty()
        ? Optional.empty()
        : Optional.of("resources.claims");
  }

  private static Optional<String> privilege(JsonNode security) {
    if (security.path("privileged").asBoolean(false)) {
      return Optional.of("securityContext.privileged: true");
    }
    String capabilities =
        elements(security.path("capabilities").path("add")).stream()
            .map(name -> name.asText().toUpperCase(Locale.ROOT))
            .map(name -> name.startsWith("CAP_") ? name.substring(4) : name)
            .filter(name -> !HARMLESS_CAPABILITIES.contains(name))
            .collect(Collectors.joining(" "));
    if (!capabilities.isEmpty()) {
      return Optional.of("securityContext.capabilities.add " + capabilities);
    }
    for (String field : List.of("seccompProfile", "appArmorProfile")) {
      if (!isText(security.path(field).path("type"), "RuntimeDefault")) {
        return Optional.of("securityContext." + field + " other than RuntimeDefault");
      }
    }
    return isText(security.path("procMount"), "Default")
        ? unknown(security, KNOWN_SECURITY).map(field -> "securityContext." + field)
        : Optional.of("securityContext.procMount other than Default");
  }

  /** A field of a later Kubernetes may be anything. */
  private static Optional<String> unknown(JsonNode node, Set<String> known) {
    return node.properties().stream()
        .filter(field -> !PodComparison.isAbsent(field.getValue()))
        .map(Map.Entry::getKey)
        .filter(field -> !known.contains(field))
        .findFirst()
        .map(Printable::shortened);
  }

  private static boolean isText(JsonNode node, String value) {
    return PodComparison.isAbsent(node) || Objects.equals(node.asText(), value);
  }

  private static String shown(JsonNode named) {
    return Printable.shortened(named.path(NAME).asText());
  }

  private static Set<String> names(JsonNode list) {
    return elements(list).stream()
        .map(element -> element.path(NAME).asText())
        .collect(Collectors.toSet());
  }

  private static List<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).toList();
  }
}
