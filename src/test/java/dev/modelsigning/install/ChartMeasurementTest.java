// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** What the chart tells the operator about measuring Jobs. */
final class ChartMeasurementTest {
  private static String operator(String... values) throws Exception {
    return HelmChart.render(values).stream()
        .filter(object -> object.getKind().equals("Deployment"))
        .filter(object -> object.getMetadata().getName().equals("model-signature-operator"))
        .map(Serialization::asJson)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void pullSecretsOfMeasuringJobsReachTheOperator() throws Exception {
    assertThat(operator("measurement.imagePullSecrets={mirror,registry}"))
        .contains("OMS_MEASUREMENT_IMAGE_PULL_SECRETS", "\"mirror,registry\"");
    assertThat(operator()).doesNotContain("PULL_SECRETS");
  }

  @Test
  void reportsAreWrittenOnlyWhereTheValueWantsThem() throws Exception {
    assertThat(operator("reports.enabled=true"))
        .containsPattern("\"OMS_REPORTS_ENABLED\",\\s*\"value\"\\s*:\\s*\"true\"");
    assertThat(operator()).doesNotContain("REPORTS");
  }
}
