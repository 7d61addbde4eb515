// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.plugin.offline.ExemptByDefault;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which policies select a namespace, as far as the user may read them. */
final class Selecting {
  private final Kubectl kubectl;

  Selecting(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  /** Why no policy was asked about a pod of the namespace, as a sentence. */
  String reason(String namespace) throws CommandFailure, InterruptedException {
    if (ExemptByDefault.names().contains(namespace)) {
      return "no policy was asked; namespace " + namespace + " is exempt by default";
    }
    Kubectl.Answer policies =
        kubectl.run("get", "clustermodeltrustpolicies." + ApiGroup.NAME, "-o", "json");
    Kubectl.Answer found = kubectl.run("get", "namespaces", namespace, "-o", "json");
    if (!policies.succeeded() || !found.succeeded()) {
      return "no policy was asked; you may not read which policies there are";
    }
    Map<String, String> labels = new HashMap<>();
    Kubectl.parsed(found.out())
        .path("metadata")
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    JsonNode all = Kubectl.parsed(policies.out()).path("items");
    List<String> selecting =
        all.valueStream()
            .filter(policy -> selects(policy, labels))
            .map(policy -> policy.path("metadata").path("name").asText())
            .toList();
    return selecting.isEmpty()
        ? "no ClusterModelTrustPolicy selects namespace "
            + namespace
            + " (there are "
            + all.size()
            + ")"
        : "policy "
            + String.join(", ", selecting)
            + " selects namespace "
            + namespace
            + ", but no webhook explained the decision; see the condition InForce in kubectl get"
            + " cmtp, and whether the webhook is of a release that explains";
  }

  private static boolean selects(JsonNode policy, Map<String, String> labels) {
    try {
      ClusterModelTrustPolicy read =
          Kubectl.MAPPER.treeToValue(policy, ClusterModelTrustPolicy.class);
      return read.getSpec() != null
          && read.getSpec().match != null
          && switch (LabelSelection.of(read.getSpec().match.namespaceSelector, labels)) {
            case Selection.Selected _, Selection.CannotTell _ -> true;
            case Selection.NotSelected _ -> false;
          };
    } catch (JsonProcessingException e) {
      return true;
    }
  }
}
