// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.Json;
import dev.modelsigning.explanation.Explanation;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is told of one pod.
 *
 * @param origin kind and name of the object that the pod is, or that makes it
 * @param outcome what came of asking
 */
record PodReport(String origin, PodOutcome outcome) {
  /** What became of a pod. */
  enum Decision {
    /** It may be created. */
    ADMITTED,
    /** A policy that enforces refuses it. */
    REFUSED,
    /** Nobody could tell. */
    UNKNOWN;

    /** As programs read it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Prints all of them.
   *
   * @param assumptions what was taken for granted, one sentence each
   */
  static void print(
      Console console, OutputFormat format, List<PodReport> reports, List<String> assumptions) {
    switch (format) {
      case TEXT -> {
        reports.forEach(report -> report.lines().forEach(console::line));
        assumptions.forEach(sentence -> console.line("assumed: " + sentence));
      }
      case JSON -> {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("pods", reports.stream().map(PodReport::object).toList());
        result.put("assumptions", assumptions);
        Json.print(console, result);
      }
    }
  }

  /** 0 when all are admitted, 1 when one is refused, 2 when one could not be told. */
  static int exit(List<PodReport> reports) {
    Set<Decision> decisions = EnumSet.noneOf(Decision.class);
    reports.forEach(report -> decisions.add(report.decision()));
    if (decisions.contains(Decision.REFUSED)) {
      return Exit.REJECTED.code();
    }
    return decisions.contains(Decision.UNKNOWN) ? Exit.USAGE.code() : Exit.DONE.code();
  }

  Decision decision() {
    return switch (outcome) {
      case PodOutcome.Explained(Explanation explanation) ->
          explanation.admitted() ? Decision.ADMITTED : Decision.REFUSED;
      case PodOutcome.NotJudged _ -> Decision.ADMITTED;
      case PodOutcome.NotTold _ -> Decision.UNKNOWN;
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("origin", origin);
    object.put("decision", decision().word());
    switch (outcome) {
      case PodOutcome.Explained(Explanation explanation) -> object.put("explanation", explanation);
      case PodOutcome.NotJudged(String namespace, String why) -> {
        object.put("namespace", namespace);
        object.put("reason", why);
      }
      case PodOutcome.NotTold(String why) -> object.put("reason", why);
    }
    return object;
  }

  private List<String> lines() {
    return switch (outcome) {
      case PodOutcome.Explained(Explanation explanation) ->
          new ExplanationText(origin, explanation).lines();
      case PodOutcome.NotJudged(String namespace, String why) ->
          List.of(origin + ": admitted in namespace " + namespace + ", not judged", "  " + why);
      case PodOutcome.NotTold(String why) ->
          List.of(
              origin + ": cannot be told",
              "  the API server ended the dry run before or beside the webhook: " + why);
    };
  }
}
