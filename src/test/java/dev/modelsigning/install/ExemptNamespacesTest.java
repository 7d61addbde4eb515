// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.plugin.offline.ExemptByDefault;
import dev.modelsigning.testing.MappedConfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the webhook configuration leaves out is what operator and webhook, with the environment that
 * the install gives them, hold exempt.
 */
final class ExemptNamespacesTest {
  @Test
  void deployExemptsTheSameNamespacesEverywhere() throws Exception {
    assertOneList(
        DeployFiles.objects(),
        Set.of("kube-system", "kube-node-lease", "kube-public", GuardFiles.NAMESPACE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exemptNamespaces={kube-public,gatekeeper-system}|kube-public gatekeeper-system",
        "exemptNamespaces={kube-system,model-signature-system}|kube-system",
        "exemptNamespaces={}|kube-system",
        "exemptNamespaces=null|kube-system"
      })
  void chartExemptsTheSameNamespacesEverywhereWhateverItsValueIs(String value, String names)
      throws Exception {
    Set<String> expected = new HashSet<>(List.of(names.split(" ", -1)));
    expected.add("kube-system");
    expected.add(GuardFiles.NAMESPACE);
    assertOneList(HelmChart.render(value), expected);
  }

  /** Without a cluster the command takes the installation to be as it is in deploy/. */
  @Test
  void commandTakesTheNamespacesOfTheDefaultsForExempt() throws Exception {
    assertOneList(DeployFiles.objects(), ExemptByDefault.names());
  }

  private static void assertOneList(List<GenericKubernetesResource> objects, Set<String> expected) {
    assertThat(
            leftOut(object(objects, "ValidatingWebhookConfiguration", "model-signature-webhook")))
        .containsExactlyInAnyOrderElementsOf(expected);
    for (String role : List.of("operator", "webhook")) {
      assertThat(exempt(object(objects, "Deployment", "model-signature-" + role)).names())
          .as(role)
          .isEqualTo(expected);
    }
  }

  private static List<String> leftOut(JsonNode configuration) {
    JsonNode requirement = configuration.at("/webhooks/0/namespaceSelector/matchExpressions/0");
    assertThat(requirement.get("key").asText()).isEqualTo("kubernetes.io/metadata.name");
    assertThat(requirement.get("operator").asText()).isEqualTo("NotIn");
    return StreamSupport.stream(requirement.get("values").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** Reads the environment as the process does; references to fields of the pod are resolved. */
  private static ExemptNamespaces exempt(JsonNode deployment) {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : deployment.at("/spec/template/spec/containers/0/env")) {
      environment.put(
          variable.get("name").asText(),
          variable.has("value")
              ? variable.get("value").asText()
              : deployment.at("/metadata/namespace").asText());
    }
    return ExemptNamespaces.of(MappedConfig.of(environment));
  }

  private static JsonNode object(
      List<GenericKubernetesResource> objects, String kind, String name) {
    return objects.stream()
        .filter(o -> o.getKind().equals(kind) && o.getMetadata().getName().equals(name))
        .map(o -> Serialization.unmarshal(Serialization.asJson(o), JsonNode.class))
        .findFirst()
        .orElseThrow();
  }
}
