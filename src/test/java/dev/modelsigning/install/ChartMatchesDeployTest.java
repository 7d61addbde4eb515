// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Chart and kustomization install the same. Two differences are meant: the Namespace, which a chart
 * does not hold (its notes say how to label it), and the CRDs, which CrdDriftTest compares.
 */
final class ChartMatchesDeployTest {
  @Test
  void chartRendersTheObjectsOfDeploy() throws Exception {
    SortedMap<String, JsonNode> deploy = byName(DeployFiles.objects());
    deploy.remove("Namespace/model-signature-system");
    SortedMap<String, JsonNode> chart = byName(HelmChart.render());
    assertThat(chart.keySet()).isEqualTo(deploy.keySet());
    deploy.forEach((name, object) -> assertThat(chart.get(name)).as(name).isEqualTo(object));
  }

  @Test
  void aDigestWinsOverTheTag() throws Exception {
    String digest = "sha256:" + "a".repeat(64);
    assertThat(byName(HelmChart.render("image.digest=" + digest)).values())
        .filteredOn(object -> object.get("kind").asText().equals("Deployment"))
        .hasSize(2)
        .allSatisfy(
            deployment ->
                assertThat(deployment.findValue("image").asText())
                    .isEqualTo("localhost/model-signature-operator@" + digest));
  }

  private static SortedMap<String, JsonNode> byName(List<GenericKubernetesResource> objects) {
    SortedMap<String, JsonNode> byName = new TreeMap<>();
    for (GenericKubernetesResource object : objects) {
      byName.put(
          object.getKind() + "/" + object.getMetadata().getName(),
          Serialization.unmarshal(Serialization.asJson(object), JsonNode.class));
    }
    return byName;
  }
}
