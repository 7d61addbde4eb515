// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.policy.WrittenSigner;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.verification.Authentication;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verified;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
   * @param findings one for each policy, in their order
   * @param signer who signed, when some policy trusts the signature
   * @param serialization how the signed manifest was made, when some policy trusts the signature
   * @param signature the signature and the authorities that accept it
   */
  record Result(
      List<PolicyFinding> findings,
      Optional<SignerStatus> signer,
      Optional<Serialization> serialization,
      JudgedSignature signature) {
    Result {
      findings = List.copyOf(findings);
    }

    Verdicts verdicts() {
      return new Verdicts.Each(findings);
    }
  }

  /** Who signed a bundle, before anything is measured: trust alone leaves the verdict open. */
  Result authenticate(byte[] bundle, List<CompiledPolicy> policies) {
    return evaluate(
        bundle,
        policies,
        (policy, authenticated) ->
            PolicyFinding.of(
                policy,
                VerdictFinding.unknown(
                    Reason.Measuring, "Signed by a trusted signer; the files are being measured")));
  }

  /** The verdicts on a measured model. */
  Result verify(byte[] bundle, Manifest measured, List<CompiledPolicy> policies) {
    return evaluate(
        bundle,
        policies,
        (policy, authenticated) -> {
          if (!measuredAsSigned(authenticated.statement().manifest().serialization(), measured)) {
            return PolicyFinding.of(
                policy,
                VerdictFinding.unknown(
                    Reason.MeasuredDifferently,
                    "The files were not measured in the way that the statement describes: other"
                        + " files were left out, or links were followed"));
          }
          return switch (verifier.compare(authenticated, measured)) {
            case Verified verified ->
                new PolicyFinding(
                    policy,
                    new VerdictFinding(
                        VerdictState.Verified, Reason.SignatureVerified, verified.message()),
                    Optional.of(verified.signer()));
            case Rejected rejected -> rejected(policy, rejected);
            case Unknown unknown ->
                PolicyFinding.of(
                    policy,
                    VerdictFinding.unknown(
                        VerificationReasons.of(unknown.reason()), unknown.message()));
          };
        });
  }

  /** The Job reads how to measure before anybody checks the signature, so this is checked here. */
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
    PolicyFinding of(CompiledPolicy policy, Authentication.Authenticated authenticated);
  }

  private Result evaluate(byte[] bundle, List<CompiledPolicy> policies, Comparison comparison) {
    List<PolicyFinding> findings = new ArrayList<>();
    Optional<SignerStatus> signer = Optional.empty();
    Optional<Serialization> serialization = Optional.empty();
    var acceptance = new Acceptance();
    for (CompiledPolicy policy : policies) {
      switch (policy) {
        case CompiledPolicy.Broken(var p, Reason reason, String message) ->
            findings.add(
                PolicyFinding.of(
                    policy,
                    VerdictFinding.unknown(Reason.PolicyNotReady, reason + ": " + message)));
        case CompiledPolicy.Usable(var p, var authorities) -> {
          switch (authenticated(bundle, authorities, acceptance)) {
            case Authentication.Authenticated authenticated -> {
              PolicyFinding finding = comparison.of(policy, authenticated);
              findings.add(finding);
              acceptance.compared(finding.finding());
              signer =
                  signer.or(() -> Optional.of(WrittenSigner.of(policy, authenticated.signer())));
              serialization =
                  serialization.or(
                      () -> Optional.of(authenticated.statement().manifest().serialization()));
            }
            case Authentication.Refused refused ->
                findings.add(rejected(policy, refused.verdict()));
          }
        }
      }
    }
    return new Result(findings, signer, serialization, acceptance.written(bundle, signer));
  }

  /** By the first authority that accepts the signature; all that do are noted. */
  private Authentication authenticated(
      byte[] bundle, List<Authority> authorities, Acceptance acceptance) {
    List<Authentication> answers = verifier.authenticateEach(bundle, authorities);
    Optional<Authentication> first = Optional.empty();
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i) instanceof Authentication.Authenticated authenticated) {
        acceptance.accepted(authorities.get(i).digest(), authenticated.signer());
        first = first.or(() -> Optional.of(authenticated));
      }
    }
    // Of several refusals the one that says most.
    return first.orElseGet(() -> verifier.authenticate(bundle, authorities));
  }

  private static PolicyFinding rejected(CompiledPolicy policy, Rejected rejected) {
    return PolicyFinding.of(
        policy,
        new VerdictFinding(
            VerdictState.Rejected,
            VerificationReasons.of(rejected.reason()),
            rejected.message() + "; wanted: " + wanted(policy)));
  }

  private static String wanted(CompiledPolicy policy) {
    ClusterModelTrustPolicySpec spec = policy.policy().getSpec();
    String names =
        Stream.ofNullable(spec.authorities)
            .flatMap(List::stream)
            .map((TrustAuthority authority) -> authority.name)
            .collect(Collectors.joining(" or "));
    return names.isEmpty()
        ? "a signature, but the policy lists no authority that could make one"
        : "a signature by " + names;
  }
}
