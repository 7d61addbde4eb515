// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The report of one namespace: a result for each ModelSignature and policy. At most {@value #MOST}
 * results are listed, the most urgent ones; a further one says how many are left out. The summary
 * counts all of them.
 */
final class NamespaceReport {
  static final int MOST = 300;

  /** Name of the report in each namespace. */
  static final String NAME = "model-signatures";

  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String SOURCE = "model-signature-operator";

  static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("openreports.io")
          .withVersion("v1alpha1")
          .withKind("Report")
          .withPlural("reports")
          .withNamespaced(true)
          .build();

  private static final int MESSAGE = 512;

  private NamespaceReport() {}

  private record Line(ModelSignature model, PolicyVerdict verdict, Outcome outcome) {}

  /**
   * Writes the report of a namespace.
   *
   * @param models those of the namespace
   * @param modes of the policies
   * @param owner with which the report goes
   * @return empty when no policy has judged anything
   */
  static Optional<GenericKubernetesResource> of(
      String namespace,
      Collection<ModelSignature> models,
      CurrentModes modes,
      OwnerReference owner) {
    List<Line> lines =
        models.stream()
            .flatMap(model -> lines(model, modes))
            .sorted(
                Comparator.comparing(Line::outcome)
                    .thenComparing(line -> line.model().getMetadata().getName())
                    .thenComparing(line -> line.verdict().name))
            .toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    var report = new GenericKubernetesResource();
    report.setApiVersion(KIND.getGroup() + "/" + KIND.getVersion());
    report.setKind(KIND.getKind());
    report.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(NAME)
            .addToLabels(MANAGED_BY, SOURCE)
            .withOwnerReferences(owner)
            .build());
    report.setAdditionalProperty("source", SOURCE);
    report.setAdditionalProperty(
        "scope", Map.of("apiVersion", "v1", "kind", "Namespace", "name", namespace));
    report.setAdditionalProperty("configuration", Map.of("limits", Map.of("maxResults", MOST)));
    report.setAdditionalProperty("summary", summary(lines));
    report.setAdditionalProperty("results", results(lines));
    return Optional.of(report);
  }

  private static Stream<Line> lines(ModelSignature model, CurrentModes modes) {
    var status = model.getStatus();
    if (status == null || status.policies == null) {
      return Stream.of();
    }
    boolean current =
        Objects.equals(status.observedGeneration, model.getMetadata().getGeneration());
    return status.policies.stream()
        .filter(verdict -> verdict.name != null)
        .map(modes::applied)
        .map(verdict -> new Line(model, verdict, Outcome.of(verdict, current)));
  }

  private static Map<String, Integer> summary(List<Line> lines) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    lines.forEach(line -> counts.merge(line.outcome(), 1, Integer::sum));
    Map<String, Integer> summary = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      summary.put(outcome.text(), counts.getOrDefault(outcome, 0));
    }
    return summary;
  }

  private static List<Map<String, Object>> results(List<Line> lines) {
    List<Map<String, Object>> results = new ArrayList<>();
    lines.stream().limit(MOST).forEach(line -> results.add(result(line)));
    if (lines.size() > MOST) {
      results.add(
          Map.of(
              "policy",
              SOURCE,
              "rule",
              "ResultsLeftOut",
              "result",
              Outcome.SKIP.text(),
              "message",
              "%d further results are counted in the summary and not listed; kubectl get msig -n %s shows them"
                  .formatted(
                      lines.size() - MOST, lines.getFirst().model().getMetadata().getNamespace())));
    }
    return results;
  }

  private static Map<String, Object> result(Line line) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("policy", Printable.of(line.verdict().name, MESSAGE));
    if (line.verdict().reason != null) {
      result.put("rule", Printable.of(line.verdict().reason, MESSAGE));
    }
    result.put("category", "Model signing");
    result.put("result", line.outcome().text());
    result.put("severity", line.outcome().severity());
    result.put("scored", Outcome.enforces(line.verdict()));
    result.put("message", Printable.of(message(line), MESSAGE));
    result.put("resources", List.of(resource(line.model())));
    seconds(line.model().getStatus().lastVerification)
        .ifPresent(time -> result.put("timestamp", Map.of("seconds", time, "nanos", 0)));
    result.put("properties", properties(line));
    return result;
  }

  private static String message(Line line) {
    return Objects.requireNonNullElse(line.verdict().message, "");
  }

  private static Map<String, String> resource(ModelSignature model) {
    var metadata = model.getMetadata();
    return Map.of(
        "apiVersion",
        ApiGroup.NAME + "/" + ApiGroup.VERSION,
        "kind",
        "ModelSignature",
        "namespace",
        metadata.getNamespace(),
        "name",
        metadata.getName(),
        "uid",
        Objects.requireNonNullElse(metadata.getUid(), ""));
  }

  private static Map<String, String> properties(Line line) {
    Map<String, String> properties = new LinkedHashMap<>();
    if (line.verdict().mode != null) {
      properties.put("mode", line.verdict().mode.name());
    }
    var manifest = line.model().getStatus().manifest;
    if (manifest != null && manifest.digest != null) {
      properties.put("digest", manifest.digest);
    }
    return properties;
  }

  private static Optional<Long> seconds(@Nullable String time) {
    try {
      return Optional.ofNullable(time).map(Instant::parse).map(Instant::getEpochSecond);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
