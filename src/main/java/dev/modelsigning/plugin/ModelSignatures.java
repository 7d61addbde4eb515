// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.text.ObjectName;
import java.util.ArrayList;
import java.util.List;

/** The ModelSignatures of a cluster, as kubectl prints them. */
final class ModelSignatures {
  /** With the group, since another product may have a resource of that name. */
  static final String RESOURCE = "modelsignatures." + ApiGroup.NAME;

  private ModelSignatures() {}

  /**
   * A ModelSignature as an argument of kubectl, which no option can be mistaken for.
   *
   * @throws CommandFailure when no object can have the name
   */
  static String named(String name) throws CommandFailure {
    if (!ObjectName.isPossible(name)) {
      throw CommandFailure.usage(
          "'" + name + "' cannot be the name of a ModelSignature",
          "kubectl oms status shows their names");
    }
    return RESOURCE + "/" + name;
  }

  /** Reads a list. */
  static List<ModelSignature> of(JsonNode list) throws CommandFailure {
    List<ModelSignature> read = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      read.add(one(item));
    }
    return List.copyOf(read);
  }

  /** Reads one; fields of a newer release are passed over. */
  static ModelSignature one(JsonNode object) throws CommandFailure {
    try {
      return Kubectl.MAPPER.treeToValue(object, ModelSignature.class);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "a ModelSignature cannot be read: " + e.getOriginalMessage(),
          "use the plugin of the release that is installed in the cluster",
          e);
    }
  }
}
