// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.text.Shortened;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes down and sums up what the policies say. */
final class PolicyVerdicts {
  private static final int MAX_MESSAGE = 2048;

  private PolicyVerdicts() {}

  /** One finding for each policy. */
  static List<PolicyFinding> of(Verdicts verdicts, List<CompiledPolicy> policies) {
    return switch (verdicts) {
      case Verdicts.Same(VerdictFinding finding) ->
          policies.stream().map(policy -> PolicyFinding.of(policy, finding)).toList();
      case Verdicts.Each(var findings) -> findings;
    };
  }

  /**
   * All policies that enforce have to be satisfied: a rejection comes first, then what is unknown.
   * Others, which refuse no pod, count where none enforces.
   */
  static VerdictFinding overall(List<PolicyFinding> findings) {
    if (findings.isEmpty()) {
      return VerdictFinding.unknown(
          Reason.NoMatchingPolicy,
          "No ClusterModelTrustPolicy selects this namespace and it has no ModelTrustPolicy, so no"
              + " signer is trusted; hint: create a policy, or label the namespace");
    }
    List<PolicyFinding> enforced =
        findings.stream().filter(f -> f.policy().mode() == PolicyMode.Enforce).toList();
    List<PolicyFinding> counting = enforced.isEmpty() ? findings : enforced;
    return Stream.of(VerdictState.Rejected, VerdictState.Unknown, VerdictState.Verified)
        .flatMap(state -> counting.stream().filter(f -> f.finding().verdict() == state))
        .findFirst()
        .map(PolicyVerdicts::named)
        .orElseThrow();
  }

  /** The same, with the time of the measurement that a verdict over the files rests on. */
  static VerdictFinding overall(List<PolicyFinding> findings, Optional<MeasurementStatus> run) {
    VerdictFinding finding = overall(findings);
    Optional<String> measured = run.flatMap(r -> Optional.ofNullable(r.completedAt));
    return finding.verdict() == VerdictState.Verified && measured.isPresent()
        ? new VerdictFinding(
            finding.verdict(),
            finding.reason(),
            finding.message() + "; measured at " + seconds(measured.get()))
        : finding;
  }

  /**
   * What is said of the signature, whatever is said of the model: if a policy refuses it, what that
   * policy says, one that enforces before others.
   */
  static VerdictFinding ofSignature(List<PolicyFinding> findings, VerdictFinding overall) {
    if (overall.refusesTheSignature()) {
      return overall;
    }
    return Stream.of(true, false)
        .flatMap(
            enforced ->
                findings.stream()
                    .filter(f -> (f.policy().mode() == PolicyMode.Enforce) == enforced))
        .filter(found -> found.finding().refusesTheSignature())
        .findFirst()
        .map(PolicyVerdicts::named)
        .orElse(overall);
  }

  private static String seconds(String time) {
    return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static VerdictFinding named(PolicyFinding found) {
    VerdictFinding finding = found.finding();
    return new VerdictFinding(
        finding.verdict(),
        finding.reason(),
        "Policy " + found.policy().name() + ": " + finding.message());
  }

  /** As it is written into the status. */
  static PolicyVerdict written(PolicyFinding found) {
    var metadata = found.policy().policy().getMetadata();
    PolicyVerdict verdict = new PolicyVerdict();
    verdict.name = metadata.getName();
    verdict.uid = metadata.getUid();
    verdict.mode = found.policy().mode();
    verdict.authoritiesDigest = found.policy().authoritiesDigest().orElse(null);
    verdict.verdict = found.finding().verdict();
    verdict.reason = found.finding().reason().text();
    verdict.message = cut(found.finding().message());
    found
        .verifiedBy()
        .ifPresent(
            signer -> {
              verdict.authority = signer.authority();
              verdict.validUntil =
                  signer
                      .notAfter()
                      .map(end -> end.truncatedTo(ChronoUnit.SECONDS).toString())
                      .orElse(null);
            });
    return verdict;
  }

  static String cut(String message) {
    return Shortened.to(message, MAX_MESSAGE);
  }
}
