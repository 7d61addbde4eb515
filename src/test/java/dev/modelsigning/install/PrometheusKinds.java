// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import dev.modelsigning.testing.ServedKind;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** The kinds of the Prometheus operator, with any content: this project does not ship them. */
final class PrometheusKinds {
  private static final String GROUP = "monitoring.coreos.com";

  private PrometheusKinds() {}

  /** Makes the kinds known, unless they are. */
  static void install(KubernetesClient admin) {
    Map.of("ServiceMonitor", "servicemonitors", "PrometheusRule", "prometheusrules")
        .forEach((kind, plural) -> install(admin, kind, plural));
  }

  private static void install(KubernetesClient admin, String kind, String plural) {
    CustomResourceDefinition definition =
        new CustomResourceDefinitionBuilder()
            .withNewMetadata()
            .withName(plural + "." + GROUP)
            .endMetadata()
            .withNewSpec()
            .withGroup(GROUP)
            .withScope("Namespaced")
            .withNewNames()
            .withKind(kind)
            .withPlural(plural)
            .endNames()
            .addNewVersion()
            .withName("v1")
            .withServed(true)
            .withStorage(true)
            .withNewSchema()
            .withNewOpenAPIV3Schema()
            .withType("object")
            .withXKubernetesPreserveUnknownFields(true)
            .endOpenAPIV3Schema()
            .endSchema()
            .endVersion()
            .endSpec()
            .build();
    ServedKind.install(admin, definition);
  }
}
