// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.LeftOut;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.volume.UnsignedContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Content that nobody signed, in the status and in the verdicts. */
final class IgnoredContentFindings {
  /** Characters of the paths and names that are listed: a status has to have room for them. */
  private static final int MOST_CHARACTERS = 2_048;

  /** Policies whose paths are tried alone: each costs a verification. */
  private static final int ALONE = 8;

  private IgnoredContentFindings() {}

  /** Writes what was found into the status. */
  static void write(IgnoredContent found, ManifestStatus status) {
    if (!found.paths().isEmpty()) {
      status.ignored = found.paths().stream().map(IgnoredContentFindings::status).toList();
    }
    if (found.more() > 0) {
      status.ignoredMore = found.more();
    }
  }

  private static IgnoredPathStatus status(IgnoredPath path) {
    IgnoredPathStatus status = new IgnoredPathStatus();
    status.path = path.path();
    status.kind = kind(path.kind());
    status.files = path.files();
    status.bytes = path.bytes();
    status.complete = path.complete();
    status.names = path.names().isEmpty() ? null : path.names();
    return status;
  }

  private static IgnoredKind kind(IgnoredPath.Kind kind) {
    return switch (kind) {
      case FILE -> IgnoredKind.File;
      case FOLDER -> IgnoredKind.Folder;
      case LINK -> IgnoredKind.Link;
      case SPECIAL -> IgnoredKind.Special;
      case UNREADABLE -> IgnoredKind.Unreadable;
      case EMPTY -> IgnoredKind.Empty;
    };
  }

  /** The findings with the verdicts refused whose policies do not accept what was found. */
  static List<PolicyFinding> judged(List<PolicyFinding> findings, ManifestStatus measured) {
    return findings.stream().map(finding -> judged(finding, measured)).toList();
  }

  private static PolicyFinding judged(PolicyFinding finding, ManifestStatus measured) {
    return switch (finding.finding().verdict()) {
      case Rejected, Unknown -> finding;
      case Verified ->
          UnsignedContent.objection(measured, finding.policy().policy().getSpec().models)
              .map(what -> PolicyFinding.of(finding.policy(), refused(what)))
              .orElse(finding);
    };
  }

  private static VerdictFinding refused(String what) {
    return new VerdictFinding(
        VerdictState.Rejected,
        Reason.IgnoredContentPresent,
        "The signed files are as signed, but there is more at paths that the signature leaves out: "
            + what
            + "; hint: remove it, sign it too, or name the path in models.ignoredPaths of the"
            + " policy");
  }

  /**
   * The same measurement without the files at paths that policies name: they are reported instead,
   * as what lies at ignored paths, so that a policy that does not name the path refuses them. First
   * without the paths of all policies, then of each alone, since one may name what is signed and
   * another one what is not. None if there are no such files.
   */
  static Stream<Measured> leftOut(Measured measured, List<CompiledPolicy> policies) {
    List<Set<String>> named =
        policies.stream()
            .flatMap(policy -> Stream.ofNullable(policy.policy().getSpec().models))
            .flatMap((ModelRules rules) -> Stream.ofNullable(rules.ignoredPaths))
            .map(Set::copyOf)
            .filter(paths -> !paths.isEmpty())
            .distinct()
            .toList();
    Set<String> all = named.stream().flatMap(Set::stream).collect(Collectors.toSet());
    return Stream.concat(Stream.of(all), named.stream().limit(ALONE))
        .distinct()
        .flatMap(paths -> without(measured, paths).stream());
  }

  /**
   * Of a measurement, what its signatures were compared with: all of it, or without the files at
   * paths that policies name. Anybody can put any number of files there.
   */
  static Measured judged(Assessment.Judged judged, Measured measured, SignatureFacts facts) {
    return Stream.concat(Stream.of(measured), leftOut(measured, facts.policies()))
        .filter(
            part ->
                part.manifest()
                    .map(ManifestFacts::digest)
                    .equals(judged.manifest().map(status -> status.digest)))
        .findFirst()
        .orElse(measured);
  }

  private static Optional<Measured> without(Measured measured, Set<String> paths) {
    return measured
        .manifest()
        .flatMap(manifest -> LeftOut.of(manifest, paths))
        .map(
            left ->
                new Measured(
                    reported(measured.report(), left.content()),
                    measured.bundle(),
                    measured.summary(),
                    Optional.of(left.rest())));
  }

  private static TerminationReport reported(TerminationReport report, IgnoredContent more) {
    IgnoredContent both =
        new IgnoredContent(
            Stream.concat(report.ignored().paths().stream(), more.paths().stream()).toList(),
            report.ignored().more() + more.more());
    return report.withUnmeasured(bounded(both), report.siblings());
  }

  /**
   * As much as has room. Policies of namespaces may name any number of paths, and a status that
   * cannot be written would leave an older verdict standing. What is not listed, every policy
   * refuses.
   */
  static IgnoredContent bounded(IgnoredContent content) {
    boolean named = length(content.paths()) <= MOST_CHARACTERS;
    List<IgnoredPath> kept = new ArrayList<>();
    int left = MOST_CHARACTERS;
    for (IgnoredPath path : content.paths()) {
      IgnoredPath shown = named ? path : path.withoutNames();
      int length = length(List.of(shown));
      if (length <= left) {
        left -= length;
        kept.add(shown);
      }
    }
    return new IgnoredContent(kept, content.more() + content.paths().size() - kept.size());
  }

  private static int length(List<IgnoredPath> paths) {
    return paths.stream()
        .flatMap(path -> Stream.concat(Stream.of(path.path()), path.names().stream()))
        .mapToInt(String::length)
        .sum();
  }
}
