// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.Consequence;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.controller.governance.StatedAnnotations;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.policy.WrittenSigner;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.verification.Authentication;
import dev.modelsigning.verification.BundleAnswers;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verified;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks one bundle and a manifest under every policy: milliseconds, no I/O. */
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
   * @param content digest of what was signed, when some policy trusts the signature
   */
  record Result(
      List<PolicyFinding> findings,
      Optional<SignerStatus> signer,
      Optional<Serialization> serialization,
      JudgedSignature signature,
      Optional<String> content) {
    Result {
      findings = List.copyOf(findings);
    }
  }

  /** Who signed a bundle, before anything is measured: trust alone leaves the verdict open. */
  Result authenticate(GivenBundle bundle, List<CompiledPolicy> policies) {
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
  Result verify(GivenBundle bundle, Manifest measured, List<CompiledPolicy> policies) {
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

  private Result evaluate(
      GivenBundle bundle, List<CompiledPolicy> policies, Comparison comparison) {
    List<PolicyFinding> findings = new ArrayList<>();
    Optional<SignerStatus> signer = Optional.empty();
    Optional<Manifest> signed = Optional.empty();
    var acceptance = new Acceptance();
    BundleAnswers answers = verifier.answers(bundle);
    for (CompiledPolicy policy : policies) {
      switch (policy) {
        case CompiledPolicy.Broken(var p, Reason reason, String message) ->
            findings.add(
                PolicyFinding.of(
                    policy,
                    VerdictFinding.unknown(Reason.PolicyNotReady, reason + ": " + message)));
        case CompiledPolicy.Usable(var p, var authorities) -> {
          switch (authenticated(answers, authorities, acceptance)) {
            case Authentication.Authenticated authenticated -> {
              acceptance.states(authenticated.statement().annotations(), p);
              PolicyFinding finding = comparison.of(policy, authenticated);
              findings.add(acceptance.orUnstated(finding));
              acceptance.compared(finding.finding());
              signer =
                  signer.or(() -> Optional.of(WrittenSigner.of(policy, authenticated.signer())));
              signed = signed.or(() -> Optional.of(authenticated.statement().manifest()));
            }
            case Authentication.Refused refused ->
                findings.add(rejected(policy, refused.verdict()));
          }
        }
      }
    }
    return new Result(
        findings,
        signer,
        signed.map(Manifest::serialization),
        acceptance.written(bundle, signer),
        signed.map(ManifestFacts::digest));
  }

  /** By the first authority that accepts the signature; all that do are noted. */
  private static Authentication authenticated(
      BundleAnswers answers, List<Authority> authorities, Acceptance acceptance) {
    List<Authentication> each = answers.each(authorities);
    Optional<Authentication> first = Optional.empty();
    for (int i = 0; i < each.size(); i++) {
      if (each.get(i) instanceof Authentication.Authenticated authenticated) {
        acceptance.accepted(authorities.get(i).digest(), authenticated.signer());
        first = first.or(() -> Optional.of(authenticated));
      }
    }
    // Of several refusals the one that says most.
    return first.orElseGet(() -> answers.of(authorities));
  }

  private static PolicyFinding rejected(CompiledPolicy policy, Rejected rejected) {
    Reason reason = VerificationReasons.of(rejected.reason());
    // Other files than the signed ones lack no signature.
    boolean otherSigner = reason.consequence() == Consequence.SIGNATURE_REFUSED;
    return PolicyFinding.of(
        policy,
        new VerdictFinding(
            VerdictState.Rejected,
            reason,
            rejected.message() + (otherSigner ? "; wanted: " + wanted(policy) : "")));
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

  /**
   * Collects under which authorities one signature is authentic, and whether its content matches.
   */
  private static final class Acceptance {
    /** As many as a status may list. */
    private static final int MAX_AUTHORITIES = 1000;

    private final Map<String, Optional<Instant>> byDigest = new TreeMap<>();
    private StatedAnnotations stated = StatedAnnotations.NONE;
    private Compared compared = Compared.OPEN;

    private enum Compared {
      OPEN,
      MATCHES,
      DIFFERS,
      UNKNOWN
    }

    /** Notes the signed annotations, and which of them a policy asks for. */
    void states(Annotations signed, ClusterModelTrustPolicy policy) {
      stated = stated.noting(signed, RequiredAnnotations.of(policy));
    }

    /** A signature that does not state what the policy asks for is refused. */
    PolicyFinding orUnstated(PolicyFinding finding) {
      var judged = new JudgedSignature();
      judged.annotations = stated.wanted();
      return RequiredAnnotations.of(finding.policy().policy())
          .objection(judged)
          .map(
              what ->
                  PolicyFinding.of(
                      finding.policy(),
                      new VerdictFinding(VerdictState.Rejected, Reason.AnnotationMissing, what)))
          .orElse(finding);
    }

    void accepted(String digest, SignerFacts signer) {
      if (byDigest.size() < MAX_AUTHORITIES) {
        byDigest.put(digest, signer.notAfter());
      }
    }

    /** What the comparison of the files gave; they match only if nothing ever said otherwise. */
    void compared(VerdictFinding finding) {
      switch (finding.verdict()) {
        case Verified -> compared = compared == Compared.OPEN ? Compared.MATCHES : compared;
        case Rejected -> compared = Compared.DIFFERS;
        case Unknown -> compared = compared == Compared.DIFFERS ? compared : Compared.UNKNOWN;
      }
    }

    JudgedSignature written(GivenBundle bundle, Optional<SignerStatus> signer) {
      var written = new JudgedSignature();
      written.bundleDigest = bundle.digest();
      written.signer = signer.orElse(null);
      written.contentMatches =
          switch (compared) {
            case MATCHES -> true;
            case DIFFERS -> false;
            case OPEN, UNKNOWN -> null;
          };
      List<AcceptedBy> accepted = new ArrayList<>();
      byDigest.forEach(
          (digest, notAfter) -> {
            var entry = new AcceptedBy();
            entry.digest = digest;
            entry.validUntil =
                notAfter.map(end -> end.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
            accepted.add(entry);
          });
      written.acceptedBy = accepted;
      stated.writeTo(written);
      return written;
    }
  }
}
