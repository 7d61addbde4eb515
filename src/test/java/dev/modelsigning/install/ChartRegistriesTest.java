// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** The registries that a chart lets the operator call, and nobody else. */
final class ChartRegistriesTest {
  private static final String OPERATOR = "model-signature-operator";

  private static String rendered(String kind, String name, String... values) throws Exception {
    return HelmChart.render(values).stream()
        .filter(object -> object.getKind().equals(kind))
        .filter(object -> object.getMetadata().getName().equals(name))
        .map(ChartRegistriesTest::json)
        .findFirst()
        .orElseThrow();
  }

  private static String json(GenericKubernetesResource object) {
    return Serialization.asJson(object);
  }

  @Test
  void operatorGetsTheListTheAuthoritiesAndThePorts() throws Exception {
    String[] values = {
      "registries.allowed={registry.example.com:5000,docker.io}",
      "registries.ports={5000}",
      "registries.authoritiesConfigMap=registry-ca"
    };

    assertThat(rendered("Deployment", OPERATOR, values))
        .contains("OMS_REGISTRIES_ALLOWED", "\"registry.example.com:5000,docker.io\"")
        .contains("OMS_REGISTRIES_AUTHORITIES", "registries/ca.crt", "\"registry-ca\"");
    assertThat(rendered("NetworkPolicy", OPERATOR, values)).contains("5000");
    assertThat(rendered("Deployment", "model-signature-webhook", values))
        .doesNotContain("REGISTRIES");
    assertThat(rendered("NetworkPolicy", "model-signature-webhook", values)).doesNotContain("5000");
  }

  @Test
  void withoutAListNoRegistryIsCalled() throws Exception {
    assertThat(rendered("Deployment", OPERATOR)).doesNotContain("REGISTRIES");
  }
}
