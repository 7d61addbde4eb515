// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.verification.GivenBundle;
import dev.modelsigning.volume.ImageIdentity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks all bundles of a ModelSignature under every policy: how many different signers there are,
 * and whether the policy denies the model or one of them.
 */
final class JointEvaluation {
  private final PolicyEvaluation evaluation;
  private final Clock clock;

  JointEvaluation(PolicyEvaluation evaluation, Clock clock) {
    this.evaluation = evaluation;
    this.clock = clock;
  }

  /**
   * What the policies say.
   *
   * @param findings one for each policy, in their order
   * @param signer the first who signed, when some policy trusts a signature
   * @param serialization how the signed manifest was made; empty when every policy refuses
   * @param signatures the signatures and the authorities that accept them
   */
  record Result(
      List<PolicyFinding> findings,
      Optional<SignerStatus> signer,
      Optional<Serialization> serialization,
      List<JudgedSignature> signatures) {
    Result {
      findings = List.copyOf(findings);
      signatures = List.copyOf(signatures);
    }

    Verdicts verdicts() {
      return new Verdicts.Each(findings);
    }
  }

  /** The bundles, and why others cannot be read. */
  private record Bundles(List<GivenBundle> read, List<VerdictFinding> missing) {
    static Bundles of(GivenBundle first, SignatureFacts facts) {
      List<GivenBundle> read = new ArrayList<>(List.of(first));
      List<VerdictFinding> missing = new ArrayList<>();
      for (BundleFinding bundle : facts.additional()) {
        switch (bundle) {
          case BundleFinding.InApi inApi -> read.add(new GivenBundle.Whole(inApi.bytes()));
          case BundleFinding.Missing(Reason reason, String message) ->
              missing.add(VerdictFinding.unknown(reason, message));
          case BundleFinding.OnVolume _ ->
              missing.add(
                  VerdictFinding.unknown(
                      Reason.SignatureFileMissing,
                      "spec.additionalSignatures names a file; hint: use inline or"
                          + " configMapKeyRef"));
        }
      }
      return new Bundles(read, missing);
    }
  }

  /** Who signed, before anything is measured: trust alone leaves the verdict open. */
  Result authenticate(GivenBundle first, SignatureFacts facts) {
    List<CompiledPolicy> policies = facts.policies();
    return together(
        Bundles.of(first, facts),
        facts.policies(),
        bundle -> evaluation.authenticate(bundle, policies),
        signature -> signature.acceptedBy != null && !signature.acceptedBy.isEmpty(),
        contents(facts, Stream.empty()));
  }

  /** The verdicts on a measured model. */
  Result verify(GivenBundle first, Manifest measured, SignatureFacts facts) {
    return together(
        Bundles.of(first, facts),
        facts.policies(),
        bundle -> evaluation.verify(bundle, measured, facts.policies()),
        signature -> Boolean.TRUE.equals(signature.contentMatches),
        contents(facts, Stream.of(ManifestFacts.digest(measured))));
  }

  /** What a policy may deny the model by, besides what its signatures are about. */
  private static Set<String> contents(SignatureFacts facts, Stream<String> measured) {
    return Stream.concat(measured, facts.volume().image().map(ImageIdentity::digest).stream())
        .collect(Collectors.toSet());
  }

  /**
   * Judges each bundle, then all of them.
   *
   * @param counts whether a signature counts as one of a signer
   * @param measured digests of the image, if it is one, and of what was measured, once it was
   */
  private Result together(
      Bundles bundles,
      List<CompiledPolicy> policies,
      Function<GivenBundle, PolicyEvaluation.Result> judge,
      Predicate<JudgedSignature> counts,
      Set<String> measured) {
    List<PolicyEvaluation.Result> each = bundles.read().stream().map(judge).toList();
    List<JudgedSignature> signatures =
        each.stream().map(PolicyEvaluation.Result::signature).toList();
    Set<String> contents =
        Stream.concat(measured.stream(), each.stream().flatMap(one -> one.content().stream()))
            .collect(Collectors.toSet());
    List<JudgedSignature> counted = signatures.stream().filter(counts).toList();
    List<PolicyFinding> findings = new ArrayList<>();
    for (int i = 0; i < policies.size(); i++) {
      PolicyFinding found =
          together(policies.get(i), of(policies.get(i), i, each, bundles), counted);
      findings.add(unlessDenied(found, contents, signatures));
    }
    boolean refused =
        findings.stream().allMatch(f -> f.finding().verdict() == VerdictState.Rejected);
    return new Result(
        findings,
        each.stream().flatMap(one -> one.signer().stream()).findFirst(),
        refused
            ? Optional.empty()
            : each.stream().flatMap(one -> one.serialization().stream()).findFirst(),
        signatures);
  }

  /** What a policy says of each bundle, those that cannot be read included. */
  private static List<PolicyFinding> of(
      CompiledPolicy policy, int place, List<PolicyEvaluation.Result> each, Bundles bundles) {
    return Stream.concat(
            each.stream().map(result -> result.findings().get(place)),
            bundles.missing().stream().map(why -> PolicyFinding.of(policy, why)))
        .toList();
  }

  private PolicyFinding together(
      CompiledPolicy policy, List<PolicyFinding> each, List<JudgedSignature> counted) {
    PolicyFinding best = best(each);
    return switch (policy) {
      case CompiledPolicy.Broken _ -> best;
      case CompiledPolicy.Usable(var declared, var authorities) -> {
        int wanted = Signers.wanted(declared);
        List<JudgedSignature> stating =
            counted.stream().filter(RequiredAnnotations.of(declared)::areStated).toList();
        yield wanted == 1 ? best : counted(wanted, best, each, authorities, stating);
      }
    };
  }

  /**
   * Of several bundles the one that serves best. Files that a trusted signer did not sign say more
   * than a bundle that cannot be judged.
   */
  private static PolicyFinding best(List<PolicyFinding> each) {
    Stream<Predicate<VerdictFinding>> order =
        Stream.of(
            finding -> finding.verdict() == VerdictState.Verified,
            finding ->
                finding.verdict() == VerdictState.Rejected && finding.reason().refusesTheContent(),
            finding -> finding.verdict() == VerdictState.Unknown);
    return order
        .flatMap(wanted -> each.stream().filter(found -> wanted.test(found.finding())))
        .findFirst()
        .orElseGet(each::getFirst);
  }

  private PolicyFinding counted(
      int wanted,
      PolicyFinding best,
      List<PolicyFinding> each,
      List<Authority> authorities,
      List<JudgedSignature> counted) {
    List<Set<String>> digests =
        authorities.stream().map(authority -> Set.of(authority.digest())).toList();
    List<Set<String>> matched = Signers.matched(digests, counted, clock.instant());
    List<String> signed = names(authorities, authority -> isIn(matched, authority));
    if (matched.size() >= wanted) {
      return satisfied(wanted, best, each, signed);
    }
    // Nobody counts: then what is wrong with a bundle says more than their number.
    if (matched.isEmpty()
        && best.finding().verdict() != VerdictState.Verified
        && best.finding().reason() != Reason.Measuring) {
      return best;
    }
    List<String> left = names(authorities, authority -> !isIn(matched, authority));
    return tooFew(wanted, matched.size(), signed, left, each);
  }

  private static boolean isIn(List<Set<String>> matched, Authority authority) {
    return matched.stream().anyMatch(digests -> digests.contains(authority.digest()));
  }

  private static List<String> names(List<Authority> authorities, Predicate<Authority> which) {
    return authorities.stream().filter(which).map(Authority::name).toList();
  }

  /** The verdict lasts until the first certificate among those that count expires. */
  private static PolicyFinding satisfied(
      int wanted, PolicyFinding best, List<PolicyFinding> each, List<String> signed) {
    if (best.verifiedBy().isEmpty()) {
      return best;
    }
    SignerFacts first = best.verifiedBy().get();
    Optional<Instant> end =
        each.stream()
            .flatMap(finding -> finding.verifiedBy().stream())
            .flatMap(signer -> signer.notAfter().stream())
            .min(Instant::compareTo);
    String names = String.join(", ", signed);
    return new PolicyFinding(
        best.policy(),
        new VerdictFinding(
            VerdictState.Verified,
            Reason.SignatureVerified,
            "%d signers of %d wanted (%s): %s"
                .formatted(signed.size(), wanted, names, best.finding().message())),
        Optional.of(
            new SignerFacts(
                names,
                first.method(),
                first.keyFingerprint(),
                first.subject(),
                first.subjectAltNames(),
                end,
                first.identity())));
  }

  private static PolicyFinding tooFew(
      int wanted, int found, List<String> signed, List<String> left, List<PolicyFinding> each) {
    List<VerdictFinding> others =
        each.stream()
            .map(PolicyFinding::finding)
            .filter(finding -> finding.verdict() != VerdictState.Verified)
            .filter(finding -> finding.reason() != Reason.Measuring)
            .toList();
    boolean open = others.stream().anyMatch(other -> other.verdict() == VerdictState.Unknown);
    String missing =
        left.isEmpty()
            ? "no other authority of the policy trusts anybody else"
            : "missing: %d of %s".formatted(wanted - found, String.join(", ", left));
    String notCounted =
        others.stream()
            .findFirst()
            .map(other -> "; not counted: %s: %s".formatted(other.reason(), other.message()))
            .orElse("");
    return PolicyFinding.of(
        each.getFirst().policy(),
        new VerdictFinding(
            open ? VerdictState.Unknown : VerdictState.Rejected,
            Reason.TooFewSigners,
            "Signed by %d of %d different signers that requirements.minimumMatches wants (%s); %s%s"
                .formatted(found, wanted, String.join(", ", signed), missing, notCounted)));
  }

  /** What a policy denies is refused, whoever signed it. */
  private static PolicyFinding unlessDenied(
      PolicyFinding finding, Set<String> contents, List<JudgedSignature> signatures) {
    return DenyList.of(finding.policy().policy())
        .match(contents, signatures)
        .map(entry -> PolicyFinding.of(finding.policy(), denied(entry)))
        .orElse(finding);
  }

  private static VerdictFinding denied(DeniedEntry entry) {
    return new VerdictFinding(
        VerdictState.Rejected, Reason.Denied, "spec.deny of the policy: " + DenyList.text(entry));
  }
}
