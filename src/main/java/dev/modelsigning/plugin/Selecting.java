// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.plugin.offline.ExemptByDefault;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.NearMiss;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which policies select a namespace, as far as the user may read them. */
final class Selecting {
  private final Kubectl kubectl;

  Selecting(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  /**
   * The modes of the policies of the cluster as they are now, by name: a status may show an older
   * one. Empty when the user may not read policies.
   */
  Map<String, PolicyMode> modes() throws CommandFailure, InterruptedException {
    Kubectl.Answer policies = policies();
    Map<String, PolicyMode> modes = new HashMap<>();
    if (policies.succeeded()) {
      Kubectl.parsed(policies.out())
          .path("items")
          .valueStream()
          .forEach(
              policy ->
                  mode(policy)
                      .ifPresent(
                          mode -> modes.put(policy.path("metadata").path("name").asText(), mode)));
    }
    return modes;
  }

  /** Absent is Enforce, as at admission. */
  private static Optional<PolicyMode> mode(JsonNode policy) {
    String text = policy.path("spec").path("mode").asText(PolicyMode.Enforce.name());
    return Stream.of(PolicyMode.values()).filter(mode -> mode.name().equals(text)).findFirst();
  }

  private Kubectl.Answer policies() throws CommandFailure, InterruptedException {
    return kubectl.run("get", "clustermodeltrustpolicies." + ApiGroup.NAME, "-o", "json");
  }

  /** Why no policy was asked about a pod of the namespace, as a sentence. */
  String reason(String namespace) throws CommandFailure, InterruptedException {
    if (ExemptByDefault.names().contains(namespace)) {
      return "no policy was asked; namespace " + namespace + " is exempt by default";
    }
    Kubectl.Answer policies = policies();
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
            + almost(all, labels)
        : "policy "
            + String.join(", ", selecting)
            + " selects namespace "
            + namespace
            + ", but no webhook explained the decision; see the condition InForce in kubectl get"
            + " cmtp, and whether the webhook is of a release that explains";
  }

  /** What may have been meant. */
  private static String almost(JsonNode policies, Map<String, String> labels) {
    Set<NearMiss.Wanted> wantedByAny =
        policies
            .valueStream()
            .flatMap(policy -> NearMiss.wanted(selector(policy).orElse(null)).stream())
            .collect(Collectors.toUnmodifiableSet());
    return policies
        .valueStream()
        .flatMap(
            policy ->
                selector(policy)
                    .flatMap(wanted -> NearMiss.mistyped(wanted, labels, wantedByAny))
                    .stream()
                    .map(
                        label ->
                            "; its label "
                                + label
                                + " is almost what policy "
                                + Printable.shortened(policy.path("metadata").path("name").asText())
                                + " selects"))
        .findFirst()
        .orElse("");
  }

  private static boolean selects(JsonNode policy, Map<String, String> labels) {
    return switch (LabelSelection.of(selector(policy).orElse(null), labels)) {
      case Selection.Selected _, Selection.CannotTell _ -> true;
      case Selection.NotSelected _ -> false;
    };
  }

  private static Optional<LabelSelector> selector(JsonNode policy) {
    try {
      ClusterModelTrustPolicy read =
          Kubectl.MAPPER.treeToValue(policy, ClusterModelTrustPolicy.class);
      return Optional.ofNullable(read.getSpec())
          .flatMap(spec -> Optional.ofNullable(spec.match))
          .flatMap(match -> Optional.ofNullable(match.namespaceSelector));
    } catch (JsonProcessingException e) {
      return Optional.of(new LabelSelector());
    }
  }
}
