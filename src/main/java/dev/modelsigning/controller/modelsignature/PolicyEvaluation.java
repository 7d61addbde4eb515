// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.Assessment.Finding;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.verification.Authentication;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verified;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks a bundle and a manifest under every policy: milliseconds, no I/O. */
final class PolicyEvaluation {
  private final ModelVerifier verifier;

  PolicyEvaluation(ModelVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * What the policies say.
   *
   * @param policies each policy's verdict
   * @param signer who signed, when some policy trusts the signature
   * @param serialization how the signed manifest was made, when some policy trusts the signature
   */
  record Result(
      List<PolicyVerdict> policies,
      Optional<SignerStatus> signer,
      Optional<Serialization> serialization) {
    Finding overall() {
      return PolicyVerdicts.overall(policies);
    }
  }

  /** Whose bundle it is, before anything was measured: a trusted one leaves the verdict open. */
  Result authenticate(byte[] bundle, List<CompiledPolicy> policies) {
    return evaluate(
        bundle,
        policies,
        (policy, authenticated) ->
            PolicyVerdicts.of(
                policy,
                Finding.unknown("Measuring", "Signed by a trusted signer; being measured")));
  }

  /** The verdicts over a measured model. */
  Result verify(byte[] bundle, Manifest measured, List<CompiledPolicy> policies) {
    return evaluate(
        bundle,
        policies,
        (policy, authenticated) -> {
          if (!measuredAsSigned(authenticated.statement().manifest().serialization(), measured)) {
            return PolicyVerdicts.of(
                policy,
                Finding.unknown(
                    "MeasuredDifferently",
                    "The files were not measured the way the statement says: other files were left"
                        + " out, or links followed"));
          }
          return switch (verifier.compare(authenticated, measured)) {
            case Verified verified ->
                PolicyVerdicts.verified(policy, verified.signer(), verified.message());
            case Rejected rejected -> rejected(policy, rejected);
            case Unknown unknown ->
                PolicyVerdicts.of(
                    policy, Finding.unknown(unknown.reason().reason(), unknown.message()));
          };
        });
  }

  /** The Job reads the way of measuring before anybody checked the signature: so it is checked. */
  private static boolean measuredAsSigned(Serialization signed, Manifest measured) {
    Serialization used = measured.serialization();
    Set<String> mayBeLeftOut = new HashSet<>(signed.ignorePaths());
    mayBeLeftOut.addAll(Serialization.DEFAULT_IGNORES);
    return mayBeLeftOut.containsAll(used.ignorePaths())
        && used.method() == signed.method()
        && (signed.allowSymlinks() || !used.allowSymlinks());
  }

  /** The verdict of one policy whose authorities trust the signature. */
  private interface Comparison {
    PolicyVerdict of(CompiledPolicy policy, Authentication.Authenticated authenticated);
  }

  private Result evaluate(byte[] bundle, List<CompiledPolicy> policies, Comparison comparison) {
    List<PolicyVerdict> verdicts = new ArrayList<>();
    Optional<SignerStatus> signer = Optional.empty();
    Optional<Serialization> serialization = Optional.empty();
    for (CompiledPolicy policy : policies) {
      switch (policy) {
        case CompiledPolicy.Broken(var p, String reason, String message) ->
            verdicts.add(
                PolicyVerdicts.of(
                    policy, Finding.unknown("PolicyNotReady", reason + ": " + message)));
        case CompiledPolicy.Usable(var p, var authorities) -> {
          switch (verifier.authenticate(bundle, authorities)) {
            case Authentication.Authenticated authenticated -> {
              verdicts.add(comparison.of(policy, authenticated));
              signer = signer.or(() -> Optional.of(status(policy, authenticated.signer())));
              serialization =
                  serialization.or(
                      () -> Optional.of(authenticated.statement().manifest().serialization()));
            }
            case Authentication.Refused refused ->
                verdicts.add(rejected(policy, refused.verdict()));
          }
        }
      }
    }
    return new Result(List.copyOf(verdicts), signer, serialization);
  }

  private static PolicyVerdict rejected(CompiledPolicy policy, Rejected rejected) {
    return PolicyVerdicts.of(
        policy,
        new Finding(
            VerdictState.Rejected,
            rejected.reason().reason(),
            rejected.message() + "; wanted: a signature by " + wanted(policy)));
  }

  private static String wanted(CompiledPolicy policy) {
    ClusterModelTrustPolicySpec spec = policy.policy().getSpec();
    String names =
        Stream.ofNullable(spec.authorities)
            .flatMap(List::stream)
            .map((TrustAuthority authority) -> authority.name)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "nobody: the policy lists no authority" : names;
  }

  private static SignerStatus status(CompiledPolicy policy, SignerFacts facts) {
    SignerStatus status = new SignerStatus();
    status.method = facts.method();
    status.subject = shown(facts);
    status.keyFingerprint = facts.keyFingerprint();
    status.subjectAltNames = facts.subjectAltNames().isEmpty() ? null : facts.subjectAltNames();
    status.authority = policy.name() + "/" + facts.authority();
    return status;
  }

  private static String shown(SignerFacts facts) {
    return facts.subjectAltNames().stream()
        .findFirst()
        .or(facts::subject)
        .filter(name -> Objects.equals(facts.method(), SignerFacts.CERTIFICATE))
        .orElseGet(() -> "key " + facts.keyFingerprint());
  }
}
