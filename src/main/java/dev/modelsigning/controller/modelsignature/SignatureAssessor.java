// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.modelsignature.Assessment.Blocked;
import dev.modelsigning.controller.modelsignature.Assessment.Judged;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.measurement.ContainerReport;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.measurement.MeasurementBasis;
import dev.modelsigning.measurement.MeasurementProgress;
import dev.modelsigning.measurement.RemeasurementInterval;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From facts to an assessment, in the order of the questions: is there something to measure, may it
 * be measured, what was measured, and what do the policies say about it.
 */
final class SignatureAssessor {
  /** The shortest pause until writers are looked for again. */
  private static final Duration WRITER_RECHECK = Duration.ofSeconds(1);

  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final SignatureMeasurement measurement;
  private final EvidenceJudge judge;
  private final GuardWatch guard;
  private final Absence absence;
  private final Duration recheck;
  private final Clock clock;

  /**
   * Wires the assessor.
   *
   * @param absence what was measured before its end is looked at again
   * @param recheck how often something is looked for that no event announces
   */
  SignatureAssessor(
      SignatureMeasurement measurement,
      EvidenceJudge judge,
      GuardWatch guard,
      Absence absence,
      Duration recheck,
      Clock clock) {
    this.measurement = measurement;
    this.judge = judge;
    this.guard = guard;
    this.absence = absence;
    this.recheck = recheck;
    this.clock = clock;
  }

  /** Deletes measuring Jobs whose runs are not recorded any more. */
  void abandon(List<Job> jobs) {
    measurement.abandon(jobs);
  }

  /** Forgets what was measured on a node. */
  void forget(SignatureFacts facts, String nodeUid) {
    judge.forget(facts, nodeUid);
  }

  /** One step towards the verdict; everything found out is in the result. */
  Assessment assess(SignatureFacts facts) throws IOException {
    return switch (facts.volume()) {
      case VolumeFinding.Nothing(Reason reason, String message) ->
          stop(facts, new Blocked(VerdictFinding.unknown(reason, message), Optional.empty()));
      case VolumeFinding.Bound(VolumeIdentity identity, var _) -> assess(facts, identity.value());
      case VolumeFinding.InImage(ImageIdentity identity) -> assess(facts, identity.value());
      case VolumeFinding.AwaitsConsumer(String placeholder) -> assess(facts, placeholder);
    };
  }

  private Assessment assess(SignatureFacts facts, String identity) throws IOException {
    if (facts.bundle() instanceof BundleFinding.Missing(Reason reason, String message)) {
      measurement.abandon(facts);
      return withoutBundle(facts, VerdictFinding.unknown(reason, message));
    }
    Optional<Blocked> obstacle = writers(facts);
    if (obstacle.isPresent()) {
      return stop(facts, obstacle.get());
    }
    MeasurementBasis basis = facts.basis(identity);
    Optional<MeasurementStatus> run = facts.untouchedRun();
    Optional<MeasurementStatus> current = run.filter(basis::isOf);
    if (current.filter(SignatureFacts::isCompleted).isPresent()) {
      return held(facts, basis, current.get(), Optional.empty());
    }
    Optional<MeasurementStatus> standing = facts.untouchedStanding().filter(basis::isOf);
    if (standing.isPresent()) {
      return held(facts, basis, standing.get(), current);
    }
    Optional<MeasurementStatus> reusable = measuredForAnotherBundle(facts, basis);
    if (reusable.isPresent()) {
      return held(facts, basis, reusable.get(), Optional.empty());
    }
    Optional<MeasurementStatus> running = current.filter(recorded -> recorded.retryAt == null);
    obstacle = suspended(facts, running).or(() -> guard.obstacle(running));
    return obstacle.isPresent()
        ? stop(facts, obstacle.get())
        : measurement.advance(facts, basis, run);
  }

  /**
   * The verdict over a completed run stands while its successor, once it is due, measures, or looks
   * at the metadata.
   *
   * @param repeated the successor, if it has begun
   */
  private Assessment held(
      SignatureFacts facts,
      MeasurementBasis basis,
      MeasurementStatus completed,
      Optional<MeasurementStatus> repeated)
      throws IOException {
    Assessment stored = judge.stored(facts, completed);
    // An image never changes under its digest: there is nothing to measure again.
    if (!(stored instanceof Judged standing)
        || (standing.signer().isEmpty() && !mayBeSignedAnew(facts, basis, standing, completed))
        || (standing.refusesEverySignature() && facts.bundle() instanceof BundleFinding.InApi)
        || facts.volume().image().isPresent()) {
      measurement.abandon(facts);
      return stored;
    }
    Optional<RemeasurementInterval.Due> due =
        basis.wantsAfter(completed)
            ? Optional.of(RemeasurementInterval.AT_ONCE)
            : RemeasurementInterval.next(
                facts.options(),
                completed,
                facts.lastFingerprint().orElse(null),
                absence,
                standing.fingerprint().isPresent(),
                clock.instant());
    if (due.isEmpty()) {
      measurement.abandon(facts);
      return stored;
    }
    if (clock.instant().isBefore(due.get().at()) || facts.isSuspended() || !guard.isInForce()) {
      measurement.abandon(facts);
      return standing.within(untilDue(due.get().at()));
    }
    return switch (due.get().kind()) {
      case Full -> beside(standing, measurement.advance(facts, basis, repeated));
      case Fingerprint ->
          measurement
              .look(facts, basis, repeated)
              .map(step -> afterLook(standing, step))
              .orElseGet(() -> standing.within(AT_ONCE));
    };
  }

  /** A bundle beside the files may be replaced unseen, which a look finds if it can compare. */
  private static boolean mayBeSignedAnew(
      SignatureFacts facts, MeasurementBasis basis, Judged standing, MeasurementStatus completed) {
    return facts.bundle() instanceof BundleFinding.OnVolume
        && (basis.wantsAfter(completed) || standing.fingerprint().isPresent());
  }

  /**
   * What was measured before the bundle in the API was replaced, where the new one is over the same
   * files: signing anew with another key measures nothing, and leaves no gap between two verdicts.
   */
  private Optional<MeasurementStatus> measuredForAnotherBundle(
      SignatureFacts facts, MeasurementBasis basis) throws IOException {
    Optional<MeasurementStatus> measured = facts.completedRun().filter(basis::isOfAnotherBundle);
    return measured.isPresent()
            && judge.stored(facts, measured.get()) instanceof Judged judged
            && judged.signatures().stream()
                .anyMatch(signature -> Boolean.TRUE.equals(signature.contentMatches))
        ? measured.map(basis::taking)
        : Optional.empty();
  }

  /**
   * What a step of a run that looks at the metadata leaves of the verdict. Anything that may lie in
   * the files ends it, and the model is measured in full: metadata alone never proves which bytes
   * are there.
   */
  static Assessment afterLook(Judged standing, MeasurementProgress step) {
    return switch (step) {
      case MeasurementProgress.Underway(var run, _, _, var requeueAfter) ->
          new Assessment.Remeasuring(standing, run, Optional.of(requeueAfter));
      case MeasurementProgress.Postponed(var run, var reason, var message, var requeueAfter) ->
          VerificationReasons.isNotByTheFiles(reason)
              ? new Assessment.Remeasuring(standing, run, Optional.of(requeueAfter))
              : touched("could not be compared (" + reason.text() + ": " + message + ")");
      case MeasurementProgress.Completed(var run, Measured(var report, _, _, _, _)) ->
          switch (ContainerReport.of(report).result()) {
            case MEASURED ->
                standing.fingerprint().filter(report.fingerprint()::equals).isPresent()
                    ? new Assessment.Confirmed(standing, run.completedAt, Optional.of(AT_ONCE))
                    : touched("is not what the last measurement left");
            case REFUSED, FAILED ->
                touched("could not be compared (" + ContainerReport.of(report).message() + ")");
          };
      case MeasurementProgress.Held _ -> touched("could not be compared");
    };
  }

  private static Blocked touched(String what) {
    return new Blocked(
        VerdictFinding.unknown(
            Reason.FingerprintChanged,
            "The metadata of the files " + what + "; the model is measured in full"),
        Optional.of(AT_ONCE));
  }

  /**
   * What a step of the successor leaves of the verdict. A run that failed for a reason that lies in
   * the files ends it: whoever writes to the storage could make every successor fail, and so keep a
   * verdict on files that are gone.
   */
  static Assessment beside(Judged standing, Assessment step) {
    return switch (step) {
      case Assessment.Measuring measuring ->
          new Assessment.Remeasuring(standing, measuring.run(), measuring.requeueAfter());
      case Assessment.Postponed postponed ->
          VerificationReasons.isNotByTheFiles(postponed.reason())
              ? new Assessment.Remeasuring(standing, postponed.run(), postponed.requeueAfter())
              : postponed;
      case Judged fresh -> fresh;
      case Assessment.Remeasuring again -> again;
      case Assessment.Confirmed confirmed -> confirmed;
      case Blocked blocked -> blocked;
    };
  }

  private Duration untilDue(Instant due) {
    Duration left = Duration.between(clock.instant(), due);
    return left.compareTo(recheck) < 0 ? recheck : left;
  }

  /** Only the Job of a run that stays on record may go on. */
  private Assessment stop(SignatureFacts facts, Blocked blocked) {
    if (blocked.run().isEmpty()) {
      measurement.abandon(facts);
    }
    return blocked;
  }

  /**
   * What was measured stays on record for the bundle that is there next, unless somebody may write
   * to the files meanwhile. A ConfigMap or a registry is looked at again by the reconciler.
   */
  private static Blocked withoutBundle(SignatureFacts facts, VerdictFinding missing) {
    Optional<MeasurementStatus> measured =
        facts.writers().isEmpty() ? facts.completedRun() : Optional.empty();
    return new Blocked(missing, measured.map(MeasurementBasis::withoutBundle), Optional.empty());
  }

  private Optional<Blocked> writers(SignatureFacts facts) {
    return facts.writers().isEmpty()
        ? Optional.empty()
        : Optional.of(new Blocked(facts.writtenTo(), untilWritersEnd(facts)));
  }

  /**
   * Events announce the end of pods that the API shows, but nothing that of deleted ones. That a
   * pod reached the volume by another name may be forgotten before it ends.
   */
  private Optional<Duration> untilWritersEnd(SignatureFacts facts) {
    Instant now = clock.instant();
    String namespace = facts.resource().getMetadata().getNamespace();
    Stream<Duration> ends =
        facts.writers().stream()
            .flatMap(writer -> writer.until().stream())
            .map(until -> Duration.between(now, until).plusMillis(1));
    boolean fromElsewhere =
        facts.writers().stream().anyMatch(writer -> !writer.namespace().equals(namespace));
    return Stream.concat(ends, fromElsewhere ? Stream.of(recheck) : Stream.empty())
        .max(Duration::compareTo)
        .map(pause -> pause.compareTo(WRITER_RECHECK) < 0 ? WRITER_RECHECK : pause);
  }

  /** A run that has begun is finished all the same. */
  private static Optional<Blocked> suspended(
      SignatureFacts facts, Optional<MeasurementStatus> running) {
    return running.isEmpty() && facts.isSuspended()
        ? Optional.of(
            new Blocked(
                VerdictFinding.unknown(
                    Reason.Suspended,
                    "spec.verification.suspend is true; hint: unset it to have the model measured"),
                Optional.empty()))
        : Optional.empty();
  }
}
