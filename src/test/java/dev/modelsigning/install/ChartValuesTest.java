// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schema of the chart's values, and the chart's README, which is written from it; with the
 * system property {@code reference.update=true} the test writes the README.
 */
final class ChartValuesTest {
  private static final Path README = HelmChart.CHART.resolve("README.md");

  private static JsonNode file(String name) throws IOException {
    return Serialization.unmarshal(Files.readString(HelmChart.CHART.resolve(name)), JsonNode.class);
  }

  @Test
  void everyValueIsInTheSchemaWithADescription() throws IOException {
    assertThat(described(file("values.yaml"), file("values.schema.json"), ""))
        .isNotEmpty()
        .allSatisfy(value -> assertThat(value.description()).as(value.name()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webhook.replica=3",
        "images.digest=sha256:00",
        "image.digest=sha256:00",
        "image.pullPolicy=always",
        "webhook.replicas=0",
        "operator.resources.limit.memory=1Gi",
        "networkPolicy.apiServerPorts={0}",
        "monitoring.enabled=perhaps",
        "measurement.imagePullSecrets={Mirror_1}",
        "exemptNamespaces={Kube_System}",
        "image.tag=Bad/Tag",
        "registries.allowed={https://registry.example.com}",
        "registries.allowed={registry.example.com/models}",
        "operator.resources.limits.memory=1Gigs",
        "webhook.resources.requests.cpu=half",
        "operator.tolerations[0].kye=gpu",
        "webhook.tolerations[0].effect=NoScheduling",
        "networkPolicy.metricsFrom[0].podSelector.matchLabel.app=prometheus"
      })
  void valueThatIsUnknownOrImpossibleIsRefusedByName(String value) throws Exception {
    HelmClient.Outcome refused = HelmChart.template(value);

    assertThat(refused.status()).isNotZero();
    String name = value.substring(0, value.indexOf('='));
    String last = name.substring(name.lastIndexOf('.') + 1);
    String first = name.substring(0, Math.max(name.indexOf('.'), 0));
    assertThat(refused.output()).containsAnyOf(last, first.isEmpty() ? last : first);
    assertThat(refused.output()).contains("schema");
  }

  @Test
  void schemaHasNoKeyTwice() {
    JsonFactory strict =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    assertThatCode(
            () ->
                new ObjectMapper(strict)
                    .readTree(HelmChart.CHART.resolve("values.schema.json").toFile()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enabled=true",
        "global.imageRegistry=registry.example.com",
        "image.tag=v0.2.0_1",
        "registries.allowed={http://Registry.example.com:5000,docker.io}",
        "operator.resources.limits.memory=1e9",
        "operator.resources.limits.cpu=.5",
        "webhook.resources.requests.cpu=1500m"
      })
  void valueThatIsPossibleOrHandedToASubchartIsAccepted(String value) throws Exception {
    HelmClient.Outcome rendered = HelmChart.template(value);

    assertThat(rendered.status()).as(rendered.output()).isZero();
  }

  @Test
  void readmeOfTheChartListsEveryValue() throws IOException {
    var text = new StringBuilder();
    JsonNode chart = file("Chart.yaml");
    text.append("# Helm chart ").append(chart.get("name").asText()).append("\n\n");
    text.append(
        "Generated from `values.yaml` and `values.schema.json` by `make reference`: do not"
            + " edit.\n\n");
    text.append(chart.get("description").asText());
    text.append(
        " [docs/install.md](../../docs/install.md) says\nhow to install, upgrade and remove it,"
            + " [docs/monitoring.md](../../docs/monitoring.md) what `monitoring` installs.\n\n");
    text.append(
        "A value that is not listed here is refused, so a typing error does not pass"
            + " unnoticed.\n\n");
    text.append("| value | default | meaning |\n|---|---|---|\n");
    for (Value value : described(file("values.yaml"), file("values.schema.json"), "")) {
      text.append(
          "| `%s` | `%s` | %s |\n".formatted(value.name(), value.preset(), value.description()));
    }
    if (Boolean.getBoolean("reference.update")) {
      Files.writeString(README, text);
    }
    assertThat(README)
        .as("hint: hack/mvn.sh test -Dreference.update=true writes %s again", README)
        .content()
        .isEqualTo(text.toString());
  }

  private record Value(String name, String preset, String description) {}

  /** Values that the schema describes as a whole are not taken apart. */
  private static List<Value> described(JsonNode values, JsonNode schema, String prefix) {
    List<Value> found = new ArrayList<>();
    var members = new TreeMap<String, JsonNode>();
    values.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    members.forEach(
        (name, value) -> {
          JsonNode rule = schema.path("properties").path(name);
          assertThat(rule.isObject()).as("%s%s is in the schema", prefix, name).isTrue();
          boolean taken = rule.has("properties") && !name.equals("resources");
          if (taken) {
            assertThat(rule.path("additionalProperties").asBoolean(true)).as(name).isFalse();
            found.addAll(described(value, rule, prefix + name + "."));
          } else {
            found.add(
                new Value(
                    prefix + name,
                    value.toString(),
                    Optional.ofNullable(rule.get("description")).map(JsonNode::asText).orElse("")));
          }
        });
    return found;
  }
}
