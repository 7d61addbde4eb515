// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The fields of a gate's container: those that a gate does not need, and the privileges that it
 * asks for. {@link GateContainer} looks at its image, words and variables, and {@link GateMounts}
 * at its mounts.
 */
final class GateFields {
  private static final String TERMINATION_LOG = "/dev/termination-log";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a gate may set; most of it is looked at on its own. */
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "image",
          "imagePullPolicy",
          "command",
          "args",
          "env",
          "envFrom",
          "ports",
          "resources",
          "resizePolicy",
          "securityContext",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "volumeMounts");

  private GateFields() {}

  /** What a gate may not set; empty when it sets nothing of that. */
  static List<Objection> objections(Container container) {
    return Stream.of(extras(container), privileges(container)).flatMap(Optional::stream).toList();
  }

  /** Every field that is not known to be harmless could change what runs, or let somebody in. */
  private static Optional<Objection> extras(Container container) {
    List<String> set = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : JSON.<JsonNode>valueToTree(container).properties()) {
      boolean off = field.getValue().isBoolean() && !field.getValue().booleanValue();
      if (!FIELDS.contains(field.getKey()) && !off) {
        set.add(field.getKey());
      }
    }
    String log = container.getTerminationMessagePath();
    if (log != null && !log.equals(TERMINATION_LOG)) {
      set.add("terminationMessagePath");
    }
    if (container.getResources() != null
        && !GateMounts.list(container.getResources().getClaims()).isEmpty()) {
      set.add("resources.claims");
    }
    return set.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Objection.to(
                container,
                "it sets " + String.join(", ", set),
                "a gate without them",
                "remove them" + Objection.IF_ADDED));
  }

  private static Optional<Objection> privileges(Container container) {
    SecurityContext context = container.getSecurityContext();
    if (context == null) {
      return Optional.empty();
    }
    Capabilities capabilities = context.getCapabilities();
    boolean added = capabilities != null && !GateMounts.list(capabilities.getAdd()).isEmpty();
    boolean unmasked = context.getProcMount() != null && !context.getProcMount().equals("Default");
    boolean more =
        Boolean.TRUE.equals(context.getPrivileged())
            || added
            || unmasked
            || context.getWindowsOptions() != null
            || !context.getAdditionalProperties().isEmpty();
    return more
        ? Optional.of(
            Objection.to(
                container,
                "its securityContext gives it more than a usual container has",
                "a gate without privileges",
                "remove privileged, capabilities.add and procMount from its securityContext"))
        : Optional.empty();
  }
}
