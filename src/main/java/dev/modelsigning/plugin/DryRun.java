// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.explanation.Explanation;
import dev.modelsigning.explanation.ExplanationMessage;
import dev.modelsigning.plugin.manifest.PodTemplates.TemplatePod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the API server whether it would create a pod, and the webhook why. Nothing is created. */
final class DryRun {
  private final Kubectl kubectl;
  private final List<String> namespace;

  /**
   * Asks with the rights of this kubectl.
   *
   * @param namespace options that say the namespace of pods that name none
   */
  DryRun(Kubectl kubectl, List<String> namespace) {
    this.kubectl = kubectl;
    this.namespace = List.copyOf(namespace);
  }

  /** What the cluster says of one pod. */
  PodOutcome of(TemplatePod pod) throws CommandFailure, InterruptedException {
    ObjectNode asking = pod.pod().deepCopy();
    metadata(asking).withObjectProperty("annotations").put(Explanation.ANNOTATION, "true");
    Kubectl.Answer answer = create(asking);
    Optional<Explanation> explanation = ExplanationMessage.read(answer.err());
    if (explanation.isPresent()) {
      return new PodOutcome.Explained(explanation.get());
    }
    if (!answer.succeeded() && asking.path("metadata").has("name")) {
      // A pod of that name may exist, which would be the answer of a cluster where nobody judges.
      ObjectNode renamed = asking.deepCopy();
      metadata(renamed).put("generateName", metadata(renamed).remove("name").asText() + "-");
      answer = create(renamed);
    }
    return answer.succeeded()
        ? notJudged(Kubectl.parsed(answer.out()))
        : new PodOutcome.NotTold(answer.problem());
  }

  private static ObjectNode metadata(ObjectNode pod) {
    return pod.withObjectProperty("metadata");
  }

  private Kubectl.Answer create(ObjectNode pod) throws CommandFailure, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("create", "--dry-run=server", "-o", "json", "-f", "-"));
    arguments.addAll(namespace);
    return kubectl.run(pod.toString(), arguments);
  }

  private PodOutcome notJudged(JsonNode created) throws CommandFailure, InterruptedException {
    String where = created.path("metadata").path("namespace").asText();
    return new PodOutcome.NotJudged(where, new Selecting(kubectl).reason(where));
  }
}
