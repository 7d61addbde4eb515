// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.testing.ReferencePage;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("deprecation") // Quarkus publishes with this registry
final class MetricTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private String scrape(Metric metric) {
    String[] values = metric.labels().toArray(String[]::new);
    switch (metric.kind()) {
      case COUNTER -> metric.counter(registry, values).increment();
      case TIMER -> metric.timer(registry, values).record(() -> {});
      case GAUGE -> metric.gauge(registry, this, test -> 1, values);
    }
    return registry.scrape();
  }

  @ParameterizedTest
  @EnumSource
  void prometheusShowsNameTypeAndHelpAsDeclared(Metric metric) {
    assertThat(scrape(metric).lines())
        .contains("# HELP " + metric.fullName() + " " + metric.help())
        .contains("# TYPE " + metric.fullName() + " " + metric.kind().type());
  }

  @ParameterizedTest
  @EnumSource
  void everySeriesHasTheDeclaredLabels(Metric metric) {
    String labels =
        metric.labels().stream()
            .map(label -> label + "=\"" + label + "\",")
            .collect(Collectors.joining());
    assertThat(scrape(metric).lines().filter(line -> !line.startsWith("#")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith(metric.fullName()).contains(labels));
  }

  @ParameterizedTest
  @EnumSource
  void namesFollowThePrometheusConventions(Metric metric) {
    String name = metric.fullName();
    assertThat(name).matches("model_signature(_[a-z]+)+");
    assertThat(name.endsWith("_total")).isEqualTo(metric.kind() == Metric.Kind.COUNTER);
    assertThat(name.endsWith("_seconds"))
        .isEqualTo(metric.kind() == Metric.Kind.TIMER || name.contains("_timestamp_"));
    assertThat(Arrays.stream(name.split("_", -1))).doesNotHaveDuplicates();
    assertThat(metric.help()).endsWith(".");
  }

  @Test
  void labelValuesHaveToFitTheLabels() {
    assertThatThrownBy(() -> Metric.VERDICTS.counter(registry))
        .hasMessageContaining("model_signature_verdicts_total has the labels [verdict]");
    assertThatThrownBy(() -> Metric.VERDICTS.timer(registry, "Verified"))
        .hasMessageContaining("is a COUNTER, not a TIMER");
  }

  @Test
  void referencePageListsEveryMetric() throws IOException {
    new ReferencePage("Metrics")
        .paragraph(
            "Operator and webhook serve these on port 9000 at `/q/metrics`, together with those of the JVM and of"
                + " Quarkus. A summary has the series `_count` and `_sum`, and a gauge `_max` with the"
                + " longest duration of the last minutes. A series appears with its first value.")
        .table(
            List.of("name", "type", "labels", "help"),
            Arrays.stream(Metric.values()).map(MetricTest::row).toList())
        .matches("metrics.md");
  }

  private static List<String> row(Metric metric) {
    String labels =
        metric.labels().isEmpty()
            ? "-"
            : metric.labels().stream().map(l -> "`" + l + "`").collect(Collectors.joining(", "));
    return List.of("`" + metric.fullName() + "`", metric.kind().type(), labels, metric.help());
  }
}
