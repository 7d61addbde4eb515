// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules, checked by promtool, and the names of metrics in rules and dashboard. */
final class MonitoringRulesTest {
  static final Path RULES = Path.of("deploy/monitoring/rules.yaml");
  static final Path DASHBOARD = Path.of("deploy/monitoring/dashboard.json");

  private static final Path TESTS = Path.of("src/test/resources/monitoring/rules-test.yaml");
  private static final Path REFERENCE = Path.of("docs/reference/metrics.md");
  private static final Path PAGE = Path.of("docs/monitoring.md");
  private static final Pattern METRIC = Pattern.compile("model_signature_[a-z_]+");

  @TempDir Path folder;

  private static JsonNode yaml(Path file) throws IOException {
    return Serialization.unmarshal(Files.readString(file), JsonNode.class);
  }

  private static List<String> alerts() throws IOException {
    List<String> alerts = new ArrayList<>();
    yaml(RULES).at("/groups/0/rules").forEach(rule -> alerts.add(rule.get("alert").asText()));
    return alerts;
  }

  private String promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PrometheusPrograms.path("promtool")));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void promtoolAcceptsTheRules() throws Exception {
    Files.copy(RULES, folder.resolve("rules.yaml"));

    assertThat(promtool("check", "rules", "--lint-fatal", "rules.yaml"))
        .contains(alerts().size() + " rules found");
  }

  @Test
  void everyAlertFiresByWhatItIsAboutAndEnds() throws Exception {
    Files.copy(RULES, folder.resolve("rules.yaml"));
    Files.copy(TESTS, folder.resolve("rules-test.yaml"));

    promtool("test", "rules", "rules-test.yaml");
  }

  @Test
  void everyAlertIsTestedBeforeWhileAndAfter() throws IOException {
    List<String> tested = new ArrayList<>();
    for (JsonNode test : yaml(TESTS).get("tests")) {
      List<Integer> firing = new ArrayList<>();
      test.get("promql_expr_test")
          .forEach(check -> firing.add(check.at("/exp_samples/0/value").asInt()));
      assertThat(firing).as(test.get("name").asText()).containsExactly(0, 1, 0);
      tested.add(test.get("name").asText());
    }
    assertThat(tested).containsExactlyElementsOf(alerts());
  }

  @Test
  void everyAlertHasASectionInTheDocumentation() throws IOException {
    String page = Files.readString(PAGE);
    for (JsonNode rule : yaml(RULES).at("/groups/0/rules")) {
      String name = rule.get("alert").asText();
      assertThat(page).contains("\n### " + name + "\n");
      assertThat(page).contains("`" + rule.get("expr").asText() + "`");
      assertThat(rule.at("/annotations/documentation").asText())
          .isEqualTo("docs/monitoring.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(rule.at("/annotations/summary").asText()).endsWith(".");
      assertThat(rule.at("/annotations/description").asText()).endsWith(".");
      assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
    }
  }

  @Test
  void rulesDashboardAndTestsNameOnlyMetricsThatThereAre() throws IOException {
    String reference = Files.readString(REFERENCE);
    Set<String> used = new TreeSet<>();
    for (Path file : List.of(RULES, DASHBOARD, TESTS)) {
      METRIC.matcher(Files.readString(file)).results().forEach(name -> used.add(name.group()));
    }
    assertThat(used)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            name ->
                assertThat(
                        Stream.of("", "_bucket", "_count", "_sum", "_max")
                            .filter(name::endsWith)
                            .map(end -> name.substring(0, name.length() - end.length())))
                    .anySatisfy(base -> assertThat(reference).contains("| `" + base + "` |")));
  }
}
