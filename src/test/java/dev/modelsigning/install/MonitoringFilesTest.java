// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart's objects for monitoring, and the same as files in deploy/monitoring. */
final class MonitoringFilesTest {
  private static final Path FILES = Path.of("deploy/monitoring");

  private static GenericKubernetesResource rendered(String kind, String... values)
      throws Exception {
    return HelmChart.render(values).stream()
        .filter(object -> object.getKind().equals(kind))
        .filter(
            object ->
                !kind.equals("Service")
                    || object.getMetadata().getName().equals("model-signature-metrics"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode tree(Object object) {
    return Serialization.unmarshal(Serialization.asJson(object), JsonNode.class);
  }

  private static JsonNode yaml(Path file) throws IOException {
    return Serialization.unmarshal(Files.readString(file), JsonNode.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rules.yaml", "dashboard.json"})
  void chartHasACopyOfWhatIsInDeploy(String name) {
    assertThat(HelmChart.CHART.resolve("monitoring").resolve(name))
        .hasSameTextualContentAs(FILES.resolve(name));
  }

  @Test
  void chartRendersTheObjectsOfDeployMonitoring() throws Exception {
    for (GenericKubernetesResource object : DeployFiles.listed(FILES)) {
      GenericKubernetesResource chart = rendered(object.getKind(), "monitoring.enabled=true");
      assertThat(tree(chart)).as(object.getKind()).isEqualTo(tree(object));
    }
  }

  @Test
  void ruleObjectHoldsTheRulesFile() throws Exception {
    JsonNode rules = tree(rendered("PrometheusRule", "monitoring.enabled=true"));
    assertThat(rules.get("spec")).isEqualTo(yaml(FILES.resolve("rules.yaml")));
  }

  @Test
  void dashboardIsInAConfigMapThatGrafanaFinds() throws Exception {
    JsonNode map = tree(rendered("ConfigMap", "monitoring.enabled=true"));
    assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
    assertThat(map.at("/data/model-signature.json").asText())
        .isEqualTo(Files.readString(FILES.resolve("dashboard.json")));
  }

  @Test
  void valuesReachTheObjects() throws Exception {
    JsonNode monitor =
        tree(
            rendered(
                "ServiceMonitor",
                "monitoring.enabled=true",
                "monitoring.interval=1m",
                "monitoring.labels.release=stack"));
    assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("stack");
    assertThat(monitor.at("/spec/endpoints/0/interval").asText()).isEqualTo("1m");
  }

  @Test
  void labelThatTheChartSetsItselfIsThereOnce() throws Exception {
    String again = "monitoring.labels.app\\.kubernetes\\.io/part-of=stack";
    for (String kind : List.of("ServiceMonitor", "PrometheusRule")) {
      assertThat(tree(rendered(kind, "monitoring.enabled=true", again)).at("/metadata/labels"))
          .singleElement()
          .extracting(JsonNode::asText)
          .isEqualTo("model-signature-operator");
    }
  }

  @Test
  void dashboardWithoutALabelOfItsOwnIsRenderedToo() throws Exception {
    JsonNode map =
        tree(rendered("ConfigMap", "monitoring.enabled=true", "monitoring.dashboardLabels=null"));
    assertThat(map.at("/metadata/labels").size()).isEqualTo(1);
  }

  @Test
  void withoutTheValueNothingOfItIsInstalled() throws Exception {
    assertThat(HelmChart.render())
        .extracting(GenericKubernetesResource::getKind)
        .doesNotContain("ServiceMonitor", "PrometheusRule", "ConfigMap");
  }

  @Test
  void peersOfTheMetricsPortAreThoseOfTheValue() throws Exception {
    List<JsonNode> policies =
        HelmChart.render(
                "networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.team=monitoring")
            .stream()
            .filter(object -> object.getKind().equals("NetworkPolicy"))
            .map(MonitoringFilesTest::tree)
            .toList();
    assertThat(policies)
        .hasSize(2)
        .allSatisfy(
            policy -> {
              for (JsonNode rule : policy.at("/spec/ingress")) {
                boolean metrics = rule.at("/ports/0/port").asInt() == 9000;
                assertThat(rule.has("from")).isEqualTo(metrics);
              }
            });
  }
}
