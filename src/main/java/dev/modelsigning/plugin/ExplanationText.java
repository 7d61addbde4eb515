// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.explanation.Explanation;
import dev.modelsigning.explanation.Explanation.Kind;
import dev.modelsigning.explanation.Explanation.Source;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An explanation for people: source by source, what each policy says and what to do next. */
final class ExplanationText {
  private final String origin;
  private final Explanation explanation;
  private final List<String> lines = new ArrayList<>();

  ExplanationText(String origin, Explanation explanation) {
    this.origin = origin;
    this.explanation = explanation;
  }

  List<String> lines() {
    lines.add(
        "%s: %s in namespace %s"
            .formatted(
                origin, explanation.admitted() ? "admitted" : "refused", explanation.namespace()));
    if (!explanation.note().isEmpty()) {
      lines.add("  " + explanation.note());
    } else if (explanation.policies().isEmpty()) {
      lines.add("  no policy judges this pod");
    }
    explanation.sources().stream().filter(this::isTold).forEach(this::source);
    rest();
    explanation.policies().stream()
        .filter(answer -> answer.more() > 0)
        .forEach(
            answer ->
                lines.add("  " + answer.more() + " more of " + named(answer) + " are not listed"));
    if (explanation.shortened()) {
      lines.add("  there is more than one answer has room for");
    }
    return List.copyOf(lines);
  }

  /** Folders and configuration are told of where a policy objects to them. */
  private boolean isTold(Source source) {
    return switch (source.kind()) {
      case CLAIM, IMAGE, OTHER -> true;
      case EMPTY_DIR, CONFIGURATION ->
          explanation.policies().stream()
              .anyMatch(
                  answer ->
                      !about(answer.objections(), source.volume()).isEmpty()
                          || !about(answer.exempted(), source.volume()).isEmpty());
    };
  }

  private void source(Source source) {
    lines.add("  " + heading(source));
    source
        .signatures()
        .forEach(known -> lines.add("    ModelSignature " + known.name() + ": " + known.text()));
    List<String> accepting = new ArrayList<>();
    for (PolicyAnswer answer : explanation.policies()) {
      List<Objection> objections = about(answer.objections(), source.volume());
      List<Objection> exempted = about(answer.exempted(), source.volume());
      objections.forEach(objection -> objection(answer, objection, ""));
      exempted.forEach(objection -> exempted(answer, objection));
      if (objections.isEmpty() && exempted.isEmpty()) {
        accepting.add(named(answer));
      }
    }
    if (!accepting.isEmpty()) {
      lines.add(
          "    accepted by "
              + String.join(", ", accepting)
              + (isModel(source) ? "" : " without a ModelSignature: not a model, or allowed"));
    }
  }

  private static boolean isModel(Source source) {
    return !source.signatures().isEmpty() || source.kind() == Kind.IMAGE;
  }

  private static String heading(Source source) {
    String what =
        switch (source.kind()) {
          case CLAIM -> "claim " + source.name();
          case IMAGE -> "image " + source.name();
          case EMPTY_DIR -> "emptyDir";
          case CONFIGURATION -> "configuration";
          case OTHER -> source.name().isEmpty() ? "of another kind" : source.name();
        };
    String containers =
        source.containers().isEmpty()
            ? "not mounted"
            : "container " + String.join(", ", source.containers());
    return "volume " + source.volume() + " (" + what + "), " + containers;
  }

  private static List<Objection> about(List<Objection> all, String volume) {
    return all.stream().filter(objection -> objection.volume().equals(volume)).toList();
  }

  /** What is about no volume that was listed. */
  private void rest() {
    Set<String> told =
        explanation.sources().stream()
            .map(Source::volume)
            .collect(Collectors.toCollection(HashSet::new));
    List<PolicyAnswer> answers = explanation.policies();
    boolean more =
        answers.stream()
            .flatMap(answer -> answer.objections().stream())
            .anyMatch(objection -> !told.contains(objection.volume()));
    if (more) {
      lines.add("  the pod itself");
    }
    for (PolicyAnswer answer : answers) {
      answer.objections().stream()
          .filter(objection -> !told.contains(objection.volume()))
          .forEach(objection -> objection(answer, objection, objection.subject() + ": "));
    }
  }

  private void objection(PolicyAnswer answer, Objection objection, String subject) {
    lines.add(
        "    %s by %s: %s%s"
            .formatted(refuses(answer.mode()), named(answer), subject, objection.found()));
    lines.add("      wanted: " + objection.required());
    lines.add("      next: " + objection.hint());
  }

  private void exempted(PolicyAnswer answer, Objection objection) {
    lines.add("    exempted by " + named(answer) + ", otherwise refused: " + objection.found());
  }

  private static String refuses(PolicyMode mode) {
    return switch (mode) {
      case Enforce -> "refused";
      case Warn, Audit -> "would be refused";
    };
  }

  private static String named(PolicyAnswer answer) {
    return "policy " + answer.policy() + " (" + answer.mode() + ")";
  }
}
