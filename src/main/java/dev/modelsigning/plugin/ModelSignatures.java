// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.text.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /**
   * Why every policy refuses the signature before any file is looked at; empty where one does not,
   * and where the bundle is a file of the volume, which the operator sees when it measures.
   */
  static Optional<Reason> refusedUnmeasured(ModelSignature model) {
    SignatureSource bundle = model.getSpec() == null ? null : model.getSpec().signature;
    ModelSignatureStatus status = model.getStatus();
    if (bundle == null
        || bundle.file != null
        || status == null
        || !Objects.equals(status.observedGeneration, model.getMetadata().getGeneration())) {
      return Optional.empty();
    }
    boolean isRefused =
        Stream.ofNullable(status.policies)
            .flatMap(List::stream)
            .allMatch(policy -> refusal(policy.verdict, policy.reason).isPresent());
    return refusal(status.verdict, status.reason).filter(reason -> isRefused);
  }

  private static Optional<Reason> refusal(VerdictState verdict, @Nullable String reason) {
    return Reason.of(reason)
        .filter(_ -> verdict == VerdictState.Rejected)
        .filter(Reason::refusesTheSignature);
  }
}
