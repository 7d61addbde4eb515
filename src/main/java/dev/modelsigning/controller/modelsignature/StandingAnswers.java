// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.Recent;
import dev.modelsigning.controller.modelsignature.Assessment.Blocked;
import dev.modelsigning.controller.modelsignature.Assessment.Judged;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.policy.CompiledPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Answers that stand without a look at the evidence: those that this process gave a moment ago,
 * those that it gave over evidence for which there was no room, and the recorded refusal of a model
 * for as long as every policy is the one that refused it. Nothing but refusals is taken from the
 * status.
 */
final class StandingAnswers {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** Evidence that is lost meanwhile is missed only then. */
  private static final Duration REMEMBERED = Duration.ofMinutes(2);

  /** Of more models of a namespace without evidence, those that were not looked at are left out. */
  private static final int MOST_OF_A_NAMESPACE = 64;

  private static final int MOST_NAMESPACES = 256;
  private static final int MOST_RUNS = 16_384;

  private final Duration pause;
  private final Clock clock;

  /** Several looks follow a measurement, and each would read what was stored a moment ago. */
  private final Recent<Question, Answer> answers = new Recent<>();

  /** By namespace: one that has many takes no other's place. */
  private final Recent<String, Recent<Question, Answer>> withoutEvidence =
      new Recent<>(MOST_NAMESPACES);

  /** By the UIDs of their Jobs, until they may be followed by others. */
  private final Recent<String, Instant> runsWithoutEvidence = new Recent<>(MOST_RUNS);

  /** What is asked besides the policies. */
  private record Question(
      String owner,
      Optional<String> node,
      Optional<String> job,
      Long generation,
      List<String> bundles) {
    static Question of(SignatureFacts facts, MeasurementStatus run) {
      var metadata = facts.resource().getMetadata();
      return new Question(
          metadata.getUid(),
          facts.nodeUid(),
          Optional.ofNullable(run.jobUid),
          Objects.requireNonNullElse(metadata.getGeneration(), 0L),
          Stream.concat(Stream.of(facts.bundle()), facts.additional().stream())
              .map(Question::named)
              .toList());
    }

    private static String named(BundleFinding bundle) {
      return switch (bundle) {
        case BundleFinding.InApi inApi -> inApi.digest();
        case BundleFinding.OnVolume(String path) -> "file " + path;
        case BundleFinding.Missing(Reason reason, String message) -> reason + " " + message;
      };
    }
  }

  /**
   * An answer to a question.
   *
   * @param end when the first certificate expires
   */
  private record Answer(Judged judged, List<CompiledPolicy> policies, Optional<Instant> end) {
    boolean isOf(List<CompiledPolicy> now, BiPredicate<CompiledPolicy, CompiledPolicy> isTheSame) {
      return policies.size() == now.size()
          && IntStream.range(0, now.size())
              .allMatch(i -> isTheSame.test(policies.get(i), now.get(i)));
    }
  }

  /**
   * Remembers nothing yet.
   *
   * @param pause between two measurements of a model whose evidence is not kept
   */
  StandingAnswers(Duration pause, Clock clock) {
    this.pause = pause;
    this.clock = clock;
  }

  /** Remembers an answer over evidence that is stored. */
  void remember(SignatureFacts facts, MeasurementStatus run, Judged judged, Instant judgedAt) {
    answers.keep(
        Question.of(facts, run),
        new Answer(judged, facts.policies(), judged.requeueAfter().map(judgedAt::plus)),
        clock.instant(),
        judgedAt.plus(REMEMBERED));
  }

  /**
   * Remembers an answer that nothing but this process can vouch for: as long as the policies say
   * what they said and no certificate ends.
   */
  void rememberWithoutEvidence(
      SignatureFacts facts, MeasurementStatus run, Judged judged, Instant judgedAt) {
    Instant now = clock.instant();
    Optional<Instant> end =
        Stream.concat(
                judged.requeueAfter().map(judgedAt::plus).stream(),
                facts.policies().stream()
                    .flatMap(policy -> policy.end().stream())
                    .filter(judgedAt::isBefore))
            .min(Instant::compareTo);
    ofNamespace(facts.resource().getMetadata().getNamespace(), now)
        .keep(Question.of(facts, run), new Answer(judged, facts.policies(), end), now, Instant.MAX);
    Instant next = now.plus(pause);
    runsWithoutEvidence.keep(String.valueOf(run.jobUid), next, now, next);
  }

  /** The answer that was given before to what is asked now. */
  Optional<Judged> remembered(SignatureFacts facts, MeasurementStatus run) {
    Instant now = clock.instant();
    Question question = Question.of(facts, run);
    // Policies are compiled again for every change of theirs and of what they refer to.
    return answers
        .get(question, now)
        .filter(answer -> answer.isOf(facts.policies(), (left, right) -> left == right))
        .or(
            () ->
                withoutEvidence
                    .get(facts.resource().getMetadata().getNamespace(), now)
                    .flatMap(ofNamespace -> ofNamespace.get(question, now))
                    .filter(answer -> answer.isOf(facts.policies(), StandingAnswers::saysTheSame)))
        .filter(answer -> answer.end().filter(end -> !now.isBefore(end)).isEmpty())
        .map(
            answer ->
                with(answer.judged(), run, answer.end().map(end -> Duration.between(now, end))));
  }

  /** Made with the first answer: a namespace without any takes no room. */
  private synchronized Recent<Question, Answer> ofNamespace(String namespace, Instant now) {
    return withoutEvidence
        .get(namespace, now)
        .orElseGet(
            () -> {
              Recent<Question, Answer> none = new Recent<>(MOST_OF_A_NAMESPACE);
              withoutEvidence.keep(namespace, none, now, Instant.MAX);
              return none;
            });
  }

  /** The same answer over a run, to be looked at again. */
  static Judged with(Judged judged, MeasurementStatus run, Optional<Duration> again) {
    return new Judged(
        Optional.of(run),
        judged.manifest(),
        judged.signer(),
        judged.signatures(),
        judged.verdicts(),
        again);
  }

  /** What stands where there is no evidence of a run and no answer is remembered. */
  Assessment withoutEvidence(SignatureFacts facts, MeasurementStatus run) {
    Optional<Judged> refusal = refusal(facts, run);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Instant now = clock.instant();
    return runsWithoutEvidence
        .get(String.valueOf(run.jobUid), now)
        .map(
            next ->
                new Blocked(
                    VerdictFinding.unknown(
                        Reason.EvidenceNotKept,
                        "The evidence of the model found no room in its namespace, and its verdict"
                            + " cannot be told again without it; the model is measured again at "
                            + next.truncatedTo(ChronoUnit.SECONDS)
                            + "; hint: have a ClusterModelTrustPolicy trust the signer, or"
                            + " use fewer models with many files"),
                    Optional.of(run),
                    Optional.of(Duration.between(now, next))))
        .orElseGet(
            () ->
                new Blocked(
                    VerdictFinding.unknown(
                        Reason.EvidenceLost,
                        "The stored evidence is missing or damaged; the model is measured again"),
                    Optional.of(AT_ONCE)));
  }

  /** Compiled from the same specification, with the same keys, certificates and roots. */
  private static boolean saysTheSame(CompiledPolicy left, CompiledPolicy right) {
    var one = left.policy().getMetadata();
    var other = right.policy().getMetadata();
    return one.getUid() != null
        && one.getUid().equals(other.getUid())
        && one.getGeneration() != null
        && one.getGeneration().equals(other.getGeneration())
        && answersTheSame(left, right);
  }

  private static boolean answersTheSame(CompiledPolicy left, CompiledPolicy right) {
    return switch (left) {
      case CompiledPolicy.Usable usable ->
          right instanceof CompiledPolicy.Usable
              && usable.authoritiesDigest().equals(right.authoritiesDigest());
      case CompiledPolicy.Broken(_, Reason reason, _) ->
          right instanceof CompiledPolicy.Broken(_, Reason now, _) && reason == now;
    };
  }

  /** Empty when some policy has not refused this run, or may answer differently now. */
  private static Optional<Judged> refusal(SignatureFacts facts, MeasurementStatus run) {
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
              .flatMap(entry -> refusedBy(entry).stream())
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

  private static Optional<VerdictFinding> refusedBy(PolicyVerdict entry) {
    return Reason.of(entry.reason)
        .filter(reason -> entry.verdict == VerdictState.Rejected)
        .map(
            reason ->
                new VerdictFinding(
                    VerdictState.Rejected, reason, Objects.requireNonNullElse(entry.message, "")));
  }
}
