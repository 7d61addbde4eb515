// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.evidence.Turns;
import dev.modelsigning.controller.modelsignature.Assessment.Judged;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.policy.ClusterTrust;
import dev.modelsigning.measurement.ContainerReport;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.verification.GivenBundle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Has the policies judge accepted evidence, fresh or stored. */
final class EvidenceJudge {
  /** From so many files on, evidence is large. */
  private static final long MANY_FILES = 5_000;

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final EvidenceStore store;
  private final JointEvaluation evaluation;
  private final Turns turns;
  private final Clock clock;
  private final StandingAnswers answers;

  /**
   * Wires the judge.
   *
   * @param pause between two measurements of a model whose evidence is not kept
   */
  EvidenceJudge(
      EvidenceStore store, JointEvaluation evaluation, Turns turns, Duration pause, Clock clock) {
    this.answers = new StandingAnswers(pause, clock);
    this.store = store;
    this.turns = turns;
    this.evaluation = evaluation;
    this.clock = clock;
  }

  /** Stores evidence that was accepted just now, and judges it. The next look deletes the Job. */
  Judged fresh(SignatureFacts facts, MeasurementStatus run, Measured measured) {
    var metadata = facts.resource().getMetadata();
    Instant judgedAt = clock.instant();
    Judged judged = judged(facts, run, measured);
    boolean trusted = ClusterTrust.accepts(facts.policies(), judged.signatures());
    Measured signed = trusted ? IgnoredContentFindings.judged(judged, measured, facts) : measured;
    boolean stored =
        store.save(
            new EvidenceStore.Owner(
                metadata.getUid(),
                metadata.getNamespace() + "/" + metadata.getName(),
                run.jobUid,
                trusted,
                facts.nodeUid()),
            facts.keptWith(signed, judged.signatures()));
    if (stored) {
      answers.remember(facts, run, judged, judgedAt);
    } else {
      answers.rememberWithoutEvidence(facts, run, judged, judgedAt);
    }
    return StandingAnswers.with(judged, run, Optional.of(AT_ONCE));
  }

  /**
   * Judges the stored evidence of a run; without it, the model has to be measured again as soon as
   * the policies ask for another answer than the one that stands.
   */
  Assessment stored(SignatureFacts facts, MeasurementStatus run) throws LaterException {
    Optional<Judged> remembered = answers.remembered(facts, run);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    try (Turns.Turn _ = turn(facts)) {
      return judgedAgain(facts, run);
    }
  }

  /** Forgets what was measured on a node that cannot mount the volume any more. */
  void forget(SignatureFacts facts, String nodeUid) {
    store.forget(facts.resource().getMetadata().getUid(), Optional.of(nodeUid));
  }

  private Turns.Turn turn(SignatureFacts facts) throws LaterException {
    boolean small =
        facts
            .status()
            .map(status -> status.manifest)
            .filter(manifest -> manifest.files == null || manifest.files < MANY_FILES)
            .isPresent();
    return small ? Turns.none() : turns.take(facts.resource().getMetadata().getNamespace());
  }

  private Assessment judgedAgain(SignatureFacts facts, MeasurementStatus run) {
    Optional<Measured> evidence =
        store.load(facts.resource().getMetadata().getUid(), facts.nodeUid(), run.jobUid);
    if (evidence.isPresent()) {
      Instant judgedAt = clock.instant();
      Judged judged = judged(facts.with(evidence.get()), run, evidence.get());
      answers.remember(facts, run, judged, judgedAt);
      return judged;
    }
    return answers.withoutEvidence(facts, run);
  }

  /** A summary stands for a bundle only here, where it comes out of accepted evidence. */
  private static Optional<GivenBundle> handedOver(Measured measured) {
    return measured
        .bundle()
        .<GivenBundle>map(GivenBundle.Whole::new)
        .or(() -> measured.summary().map(GivenBundle.Summarised::new));
  }

  private Judged judged(SignatureFacts facts, MeasurementStatus run, Measured measured) {
    Optional<GivenBundle> bundle =
        switch (facts.bundle()) {
          case BundleFinding.InApi inApi -> Optional.of(new GivenBundle.Whole(inApi.bytes()));
          case BundleFinding.OnVolume _ -> handedOver(measured);
          case BundleFinding.Missing _ -> Optional.empty();
        };
    if (measured.manifest().isEmpty() || bundle.isEmpty()) {
      return new Judged(
          Optional.of(run),
          Optional.of(ManifestFacts.status(facts, measured, bundle)),
          Optional.empty(),
          List.of(),
          new Verdicts.Same(withoutManifest(measured)),
          Optional.empty());
    }
    Compared compared = compared(facts, bundle.get(), measured);
    JointEvaluation.Result result = compared.result();
    ManifestStatus written = ManifestFacts.status(facts, compared.content(), bundle);
    List<PolicyFinding> findings = IgnoredContentFindings.judged(result.findings(), written);
    return new Judged(
        Optional.of(run),
        Optional.of(written),
        result.signer(),
        result.signatures(),
        new Verdicts.Each(findings),
        untilFirstExpiry(findings));
  }

  /** What was compared with the signatures, and what the policies say. */
  private record Compared(Measured content, JointEvaluation.Result result) {
    boolean matches() {
      return EvidenceJudge.matches(result);
    }
  }

  /** What no signature is about, and some policy accepts, is reported; each policy judges it. */
  private Compared compared(SignatureFacts facts, GivenBundle bundle, Measured measured) {
    Compared whole = verified(facts, bundle, measured);
    return whole.matches() || whole.result().signatures().isEmpty()
        ? whole
        : IgnoredContentFindings.leftOut(measured, facts.policies())
            .map(without -> verified(facts, bundle, without))
            .filter(Compared::matches)
            .findFirst()
            .orElse(whole);
  }

  private Compared verified(SignatureFacts facts, GivenBundle bundle, Measured content) {
    return new Compared(
        content, evaluation.verify(bundle, content.manifest().orElseThrow(), facts));
  }

  private static boolean matches(JointEvaluation.Result result) {
    return result.signatures().stream()
        .anyMatch(signature -> Boolean.TRUE.equals(signature.contentMatches));
  }

  /** What the report says where there is no manifest to compare. */
  private static VerdictFinding withoutManifest(Measured measured) {
    ContainerReport reported = ContainerReport.of(measured.report());
    VerdictState verdict =
        switch (reported.result()) {
          case REFUSED -> VerdictState.Rejected;
          case FAILED, MEASURED -> VerdictState.Unknown;
        };
    return new VerdictFinding(verdict, reported.reason(), reported.message());
  }

  /** Until the first certificate expires, and with it a verdict. */
  private Optional<Duration> untilFirstExpiry(List<PolicyFinding> findings) {
    Instant now = clock.instant();
    return findings.stream()
        .flatMap(finding -> finding.verifiedBy().stream())
        .flatMap(signer -> signer.notAfter().stream())
        .map(end -> Duration.between(now, end))
        .min(Duration::compareTo)
        .map(left -> left.isNegative() ? AT_ONCE : left.plusSeconds(1));
  }
}
