// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.LeftOut;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.trust.counting.SignerMatching;
import dev.modelsigning.trust.counting.SignerMatching.Signature;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrust.Denial;
import dev.modelsigning.trust.published.PublishedTrust.WantedAnnotation;
import dev.modelsigning.verification.Authentication;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides over bundles and files as the operator does for a ModelSignature: who signed, whether the
 * files are the signed ones, how many different signers there are, what they state, what lies at
 * paths that nobody signs, and what is denied.
 */
final class TrustCheck {
  private final ModelVerifier verifier;
  private final List<byte[]> bundles;
  private final ModelMeasure measure;

  TrustCheck(Clock clock, List<byte[]> bundles, ModelMeasure measure) {
    this.verifier = new ModelVerifier(clock);
    this.bundles = List.copyOf(bundles);
    this.measure = measure;
  }

  /** The authorities of one trust, and what each says of each bundle. */
  private record Answers(
      PublishedTrust trust, List<Authority> authorities, List<List<Authentication>> each) {
    /** Those that accept a signer. */
    List<Authenticated> accepted() {
      return each.stream()
          .flatMap(List::stream)
          .flatMap(
              answer ->
                  switch (answer) {
                    case Authenticated signed -> Stream.of(signed);
                    case Refused _ -> Stream.<Authenticated>empty();
                  })
          .toList();
    }
  }

  /** What was found to count, or why it does not. */
  private static final class Counted {
    private final List<Signature> signatures = new ArrayList<>();
    private Optional<Verified> first = Optional.empty();
    private Optional<Verdict> objection = Optional.empty();

    void object(Verdict why) {
      objection = objection.or(() -> Optional.of(why));
    }
  }

  /**
   * The verdict of all of them: that of the first that does not accept the model, otherwise the
   * last one.
   *
   * @param trusts at least one
   */
  Verdict check(List<PublishedTrust> trusts)
      throws TrustMaterialException, ModelContentException, IOException, InterruptedException {
    List<Answers> all = new ArrayList<>();
    Set<String> contents = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (PublishedTrust trust : trusts) {
      Answers answers = answers(trust);
      List<Authenticated> accepted = answers.accepted();
      if (accepted.isEmpty()) {
        return ofPolicy(trust, refusal(answers));
      }
      for (Authenticated signed : accepted) {
        keys.add(signed.signer().keyFingerprint());
        contents.add(digest(signed.statement().manifest()));
        contents.add(digest(measure.as(serialization(signed)).manifest()));
      }
      all.add(answers);
    }
    Verdict verdict = new Rejected(RejectionReason.SIGNER_UNTRUSTED, "there is no trust");
    for (Answers answers : all) {
      verdict = ofPolicy(answers.trust(), verdict(answers, contents, keys));
      if (!(verdict instanceof Verified)) {
        return verdict;
      }
    }
    return verdict;
  }

  private Answers answers(PublishedTrust trust) throws TrustMaterialException {
    List<Authority> authorities = trust.compiled();
    return new Answers(
        trust,
        authorities,
        bundles.stream().map(bundle -> verifier.authenticateEach(bundle, authorities)).toList());
  }

  private Verdict refusal(Answers answers) {
    return switch (verifier.authenticate(bundles.getFirst(), answers.authorities())) {
      case Refused(Rejected why) -> why;
      case Authenticated _ ->
          new Rejected(RejectionReason.SIGNER_UNTRUSTED, "no authority accepts a signature");
    };
  }

  private Verdict verdict(Answers answers, Set<String> contents, Set<String> keys)
      throws ModelContentException, IOException, InterruptedException {
    for (Denial denial : answers.trust().deny()) {
      if (denial.digest().filter(contents::contains).isPresent()
          || denial.key().filter(keys::contains).isPresent()) {
        return new Rejected(
            RejectionReason.SIGNER_UNTRUSTED, "the policy denies it: " + denial.reason());
      }
    }
    Counted counted = counted(answers);
    int matched =
        SignerMatching.matched(
                answers.authorities().stream().map(a -> Set.of(a.digest())).toList(),
                counted.signatures)
            .size();
    int wanted = answers.trust().minimumMatches();
    if (matched >= wanted && counted.first.isPresent()) {
      return counted.first.get();
    }
    return counted.objection.orElseGet(
        () ->
            new Rejected(
                RejectionReason.SIGNER_UNTRUSTED,
                "signed by %d of %d different signers that requirements.minimumMatches wants"
                    .formatted(matched, wanted)));
  }

  private Counted counted(Answers answers)
      throws ModelContentException, IOException, InterruptedException {
    Counted counted = new Counted();
    for (List<Authentication> ofBundle : answers.each()) {
      Set<String> accepting = new HashSet<>();
      Optional<SignerFacts> signer = Optional.empty();
      for (int i = 0; i < ofBundle.size(); i++) {
        if (ofBundle.get(i) instanceof Authenticated signed) {
          switch (judged(signed, answers.trust())) {
            case Verified verified -> {
              accepting.add(answers.authorities().get(i).digest());
              signer = Optional.of(verified.signer());
              counted.first = counted.first.or(() -> Optional.of(verified));
            }
            case Rejected rejected -> counted.object(rejected);
            case Unknown unknown -> counted.object(unknown);
          }
        }
      }
      signer.ifPresent(facts -> counted.signatures.add(new Signature(marks(facts), accepting)));
    }
    return counted;
  }

  /** What one accepted signature is worth. */
  private Verdict judged(Authenticated signed, PublishedTrust trust)
      throws ModelContentException, IOException, InterruptedException {
    ModelMeasure.Measured measured = measure.as(serialization(signed));
    Optional<String> unsigned = unsigned(measured, trust);
    if (unsigned.isPresent()) {
      return new Rejected(
          RejectionReason.CONTENT_REFUSED,
          "something lies at a path that the signature leaves out: " + unsigned.get());
    }
    for (WantedAnnotation wanted : trust.annotations()) {
      String stated = signed.statement().annotations().values().get(wanted.name());
      if (!wanted.accepts(Optional.ofNullable(stated))) {
        return new Rejected(
            RejectionReason.STATEMENT_INVALID,
            "the signature does not state the annotation "
                + wanted.name()
                + wanted
                    .oneOf()
                    .map(v -> " with one of the values " + String.join(", ", v))
                    .orElse(""));
      }
    }
    Verdict verdict = verifier.compare(signed, measured.manifest());
    return verdict instanceof Verified
        ? verdict
        : LeftOut.of(measured.manifest(), trust.ignoredPaths())
            .map(left -> verifier.compare(signed, left.rest()))
            .filter(Verified.class::isInstance)
            .orElseGet(
                () ->
                    ModelVerifier.explained(verdict, measure.model(), signed, measured.manifest()));
  }

  /** A path that the policy names is accepted with everything below it. */
  private static Optional<String> unsigned(ModelMeasure.Measured measured, PublishedTrust trust) {
    Optional<String> refused =
        measured.ignored().paths().stream()
            .filter(path -> !path.holdsNothing())
            .map(IgnoredPath::path)
            .filter(
                path ->
                    trust.ignoredPaths().stream()
                        .noneMatch(ok -> path.equals(ok) || path.startsWith(ok + "/")))
            .findFirst();
    return measured.ignored().more() == 0
        ? refused
        : Optional.of(refused.orElse("more paths than are listed"));
  }

  private static Serialization serialization(Authenticated signed) {
    return signed.statement().manifest().serialization();
  }

  private static String digest(Manifest manifest) {
    return "sha256:" + manifest.canonicalDigest().hex();
  }

  private static Set<String> marks(SignerFacts signer) {
    return signer
        .identity()
        .map(
            identity ->
                SignerMatching.marks(
                    Optional.of(identity.issuer()),
                    Optional.of(identity.subject()),
                    List.of(),
                    Optional.of(signer.keyFingerprint())))
        .orElseGet(
            () ->
                SignerMatching.marks(
                    Optional.empty(),
                    signer.subject(),
                    signer.subjectAltNames(),
                    Optional.of(signer.keyFingerprint())));
  }

  private static Verdict ofPolicy(PublishedTrust trust, Verdict verdict) {
    String policy = "policy " + trust.policy() + ": ";
    return switch (verdict) {
      case Verified verified -> verified;
      case Rejected(var reason, var message, var differences, var signer) ->
          new Rejected(reason, policy + message, differences, signer);
      case Unknown(var reason, var message) -> new Unknown(reason, policy + message);
    };
  }
}
