// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.Assessment.Judged;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.policy.CompiledPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The recorded refusal of a model whose evidence was not kept, for as long as every policy is the
 * one that refused it. Nothing but refusals stands without evidence.
 */
final class StandingRefusal {
  private StandingRefusal() {}

  /** Empty when some policy has not refused this run, or may answer differently now. */
  static Optional<Judged> of(SignatureFacts facts, MeasurementStatus run) {
    Optional<ModelSignatureStatus> status =
        facts
            .status()
            .filter(s -> s.policies != null && s.policies.size() == facts.policies().size())
            .filter(s -> s.measurement != null)
            .filter(s -> Objects.equals(s.measurement.jobUid, run.jobUid))
            .filter(s -> isAbout(s, facts.bundle()))
            .filter(s -> facts.additional().stream().allMatch(bundle -> isAbout(s, bundle)));
    if (status.isEmpty() || facts.policies().isEmpty()) {
      return Optional.empty();
    }
    List<PolicyFinding> findings = new ArrayList<>();
    for (CompiledPolicy policy : facts.policies()) {
      Optional<PolicyFinding> refusal =
          status.get().policies.stream()
              .filter(entry -> isOf(entry, policy))
              .flatMap(entry -> refusal(entry).stream())
              .map(finding -> PolicyFinding.of(policy, finding))
              .findFirst();
      if (refusal.isEmpty()) {
        return Optional.empty();
      }
      findings.add(refusal.get());
    }
    return Optional.of(
        new Judged(
            Optional.of(run),
            Optional.ofNullable(status.get().manifest),
            Optional.ofNullable(status.get().signer),
            Objects.requireNonNullElse(status.get().signatures, List.of()),
            new Verdicts.Each(findings),
            Optional.empty()));
  }

  /** A bundle in the API may have been exchanged; one on the volume was measured with it. */
  private static boolean isAbout(ModelSignatureStatus status, BundleFinding bundle) {
    return switch (bundle) {
      case BundleFinding.InApi inApi ->
          status.signatures != null
              && status.signatures.stream().anyMatch(s -> inApi.digest().equals(s.bundleDigest));
      case BundleFinding.OnVolume _ -> true;
      case BundleFinding.Missing _ -> false;
    };
  }

  private static boolean isOf(PolicyVerdict entry, CompiledPolicy policy) {
    var metadata = policy.policy().getMetadata();
    return entry.uid != null
        && Objects.equals(entry.uid, metadata.getUid())
        && entry.authoritiesDigest != null
        && policy.authoritiesDigest().filter(entry.authoritiesDigest::equals).isPresent();
  }

  private static Optional<VerdictFinding> refusal(PolicyVerdict entry) {
    return Reason.of(entry.reason)
        .filter(reason -> entry.verdict == VerdictState.Rejected)
        .map(
            reason ->
                new VerdictFinding(
                    VerdictState.Rejected, reason, Objects.requireNonNullElse(entry.message, "")));
  }
}
