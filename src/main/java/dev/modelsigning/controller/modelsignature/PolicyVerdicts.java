// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.Assessment.Finding;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.trust.SignerFacts;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes and sums up the verdicts of policies. */
final class PolicyVerdicts {
  private static final int MAX_MESSAGE = 2048;

  private PolicyVerdicts() {}

  static PolicyVerdict of(CompiledPolicy policy, Finding finding) {
    var metadata = policy.policy().getMetadata();
    PolicyVerdict verdict = new PolicyVerdict();
    verdict.name = metadata.getName();
    verdict.uid = metadata.getUid();
    verdict.generation = metadata.getGeneration();
    verdict.verdict = finding.verdict();
    verdict.reason = finding.reason();
    verdict.message = cut(finding.message());
    return verdict;
  }

  static PolicyVerdict verified(CompiledPolicy policy, SignerFacts signer, String message) {
    PolicyVerdict verdict =
        of(policy, new Finding(VerdictState.Verified, "SignatureVerified", message));
    verdict.authority = signer.authority();
    signer
        .notAfter()
        .ifPresent(end -> verdict.validUntil = end.truncatedTo(ChronoUnit.SECONDS).toString());
    return verdict;
  }

  /** The same finding under every policy. */
  static List<PolicyVerdict> each(List<CompiledPolicy> policies, Finding finding) {
    return each(policies, policy -> of(policy, finding));
  }

  static List<PolicyVerdict> each(
      List<CompiledPolicy> policies, Function<CompiledPolicy, PolicyVerdict> verdict) {
    return policies.stream().map(verdict).toList();
  }

  /** All policies have to be satisfied: what one rejects is rejected, then what one cannot tell. */
  static Finding overall(List<PolicyVerdict> verdicts) {
    if (verdicts.isEmpty()) {
      return Finding.unknown(
          "NoMatchingPolicy",
          "No ClusterModelTrustPolicy selects this namespace: nobody says whose signature counts");
    }
    return Stream.of(VerdictState.Rejected, VerdictState.Unknown, VerdictState.Verified)
        .flatMap(state -> verdicts.stream().filter(v -> Objects.equals(v.verdict, state)))
        .findFirst()
        .map(v -> new Finding(v.verdict, v.reason, "Policy " + v.name + ": " + v.message))
        .orElseThrow();
  }

  static String cut(String message) {
    return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
  }
}
