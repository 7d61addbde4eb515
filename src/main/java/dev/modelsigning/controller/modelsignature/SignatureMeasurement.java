// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.evidence.Turns;
import dev.modelsigning.controller.modelsignature.Assessment.Judged;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.measurement.MeasurementBasis;
import dev.modelsigning.measurement.MeasurementInputs;
import dev.modelsigning.measurement.MeasurementProgress;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.job.MeasurementOwner;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.verification.GivenBundle;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Has the model of a ModelSignature measured, a step at a time. */
final class SignatureMeasurement {
  /** Kubernetes' word for a pod that has ended well. */
  private static final String SUCCEEDED = "Succeeded";

  private final MeasurementRunner runner;
  private final JointEvaluation evaluation;
  private final EvidenceJudge judge;
  private final Turns turns;

  SignatureMeasurement(
      MeasurementRunner runner, JointEvaluation evaluation, EvidenceJudge judge, Turns turns) {
    this.runner = runner;
    this.turns = turns;
    this.evaluation = evaluation;
    this.judge = judge;
  }

  /** Deletes the measuring Jobs of the resource. */
  void abandon(SignatureFacts facts) {
    abandon(facts.jobs());
  }

  void abandon(List<Job> jobs) {
    runner.abandon(jobs);
  }

  /** One step. A bundle in the API that no policy trusts is judged without measuring anything. */
  Assessment advance(SignatureFacts facts, MeasurementBasis basis, Optional<MeasurementStatus> run)
      throws IOException {
    return switch (facts.bundle()) {
      case BundleFinding.InApi inApi -> {
        var result = evaluation.authenticate(new GivenBundle.Whole(inApi.bytes()), facts);
        if (result.serialization().isEmpty()) {
          abandon(facts);
          yield new Judged(
              Optional.empty(),
              Optional.empty(),
              result.signer(),
              result.signatures(),
              result.verdicts(),
              Optional.empty());
        }
        var signed = new MeasurementRequest.As(result.serialization().get());
        yield step(facts, basis, run, signed, result.verdicts());
      }
      case BundleFinding.OnVolume(String path) ->
          step(
              facts,
              basis,
              run,
              new MeasurementRequest.SignedBy(path),
              new Verdicts.Same(
                  VerdictFinding.unknown(Reason.Measuring, "The files are being measured")));
      case BundleFinding.Missing missing ->
          throw new IllegalStateException(
              "Nothing is measured without a bundle: " + missing.message());
    };
  }

  /**
   * One step towards a fingerprint of the files as they are now; empty when no policy trusts the
   * bundle in the API any more, which the next look at the verdict finds too.
   */
  Optional<MeasurementProgress> look(
      SignatureFacts facts, MeasurementBasis basis, Optional<MeasurementStatus> run) {
    Optional<MeasurementRequest.Description> description =
        switch (facts.bundle()) {
          case BundleFinding.InApi inApi ->
              evaluation
                  .authenticate(new GivenBundle.Whole(inApi.bytes()), facts)
                  .serialization()
                  .map(signed -> new MeasurementRequest.As(signed));
          case BundleFinding.OnVolume(String path) ->
              Optional.of(new MeasurementRequest.SignedBy(path));
          case BundleFinding.Missing _ -> Optional.empty();
        };
    return description.isEmpty()
        ? Optional.empty()
        : Optional.of(
            runner.advance(
                request(facts, description.get()).as(MeasurementKind.Fingerprint),
                inputs(facts, basis, run.filter(SignatureMeasurement::isLook))));
  }

  /** Whether a run reads no files. */
  static boolean isLook(MeasurementStatus run) {
    return run.kind == MeasurementKind.Fingerprint;
  }

  private Assessment step(
      SignatureFacts facts,
      MeasurementBasis basis,
      Optional<MeasurementStatus> recorded,
      MeasurementRequest.Description description,
      Verdicts open)
      throws IOException {
    Optional<MeasurementStatus> run = recorded.filter(before -> !isLook(before));
    try (Turns.Turn _ = turn(facts, basis, run)) {
      return assessment(
          facts, open, runner.advance(request(facts, description), inputs(facts, basis, run)));
    }
  }

  private static MeasurementRequest request(
      SignatureFacts facts, MeasurementRequest.Description description) {
    return new MeasurementRequest(
        MeasurementOwner.of(facts.resource()), facts.source(), facts.options(), description);
  }

  private static MeasurementInputs inputs(
      SignatureFacts facts, MeasurementBasis basis, Optional<MeasurementStatus> run) {
    return new MeasurementInputs(
        run, basis, facts.jobs(), facts.pods(), facts.writersSince(), facts.attachedTo());
  }

  /** Only a result that may be about to be read takes one. */
  private Turns.Turn turn(
      SignatureFacts facts, MeasurementBasis basis, Optional<MeasurementStatus> run)
      throws LaterException {
    boolean ended =
        run.filter(basis::isOf).isPresent()
            && facts.pods().stream()
                .filter(pod -> pod.getStatus() != null)
                .anyMatch(pod -> Objects.equals(pod.getStatus().getPhase(), SUCCEEDED));
    return ended ? turns.take(facts.resource().getMetadata().getNamespace()) : Turns.none();
  }

  private Assessment assessment(SignatureFacts facts, Verdicts open, MeasurementProgress step)
      throws IOException {
    return switch (step) {
      case MeasurementProgress.Underway(var status, var message, var progress, var requeueAfter) ->
          new Assessment.Measuring(
              status,
              message,
              open,
              progress.or(() -> previousProgress(facts, status)),
              Optional.of(requeueAfter));
      case MeasurementProgress.Postponed(var status, var reason, var message, var requeueAfter) ->
          new Assessment.Postponed(status, reason, message, Optional.of(requeueAfter));
      case MeasurementProgress.Completed(var status, var measured) ->
          judge.fresh(facts, status, measured);
      case MeasurementProgress.Held(var status) -> judge.stored(facts, status);
    };
  }

  private static Optional<ProgressStatus> previousProgress(
      SignatureFacts facts, MeasurementStatus run) {
    return facts
        .status()
        .filter(status -> status.measurement != null)
        .filter(status -> Objects.equals(status.measurement.jobName, run.jobName))
        .map(status -> status.progress);
  }
}
