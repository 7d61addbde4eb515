// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.modelsignature.Assessment.Blocked;
import dev.modelsigning.measurement.MeasurementBasis;
import dev.modelsigning.volume.VolumeIdentity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * From facts to an assessment, in the order of the questions: is there something to measure, may it
 * be measured, what was measured, and what do the policies say about it.
 */
final class SignatureAssessor {
  /** Events announce most writers; this is for one that ended within the current second. */
  private static final Duration WRITER_RECHECK = Duration.ofSeconds(1);

  private final SignatureMeasurement measurement;
  private final EvidenceJudge judge;
  private final GuardWatch guard;
  private final Clock clock;

  /** Wires the assessor. */
  SignatureAssessor(
      SignatureMeasurement measurement, EvidenceJudge judge, GuardWatch guard, Clock clock) {
    this.measurement = measurement;
    this.judge = judge;
    this.guard = guard;
    this.clock = clock;
  }

  /** One step towards the verdict; everything found out is in the result. */
  Assessment assess(SignatureFacts facts) throws IOException {
    return switch (facts.volume()) {
      case VolumeFinding.Nothing(Reason reason, String message) ->
          stop(facts, new Blocked(VerdictFinding.unknown(reason, message), Optional.empty()));
      case VolumeFinding.Bound(VolumeIdentity identity) -> assess(facts, identity);
    };
  }

  private Assessment assess(SignatureFacts facts, VolumeIdentity identity) throws IOException {
    Optional<Blocked> obstacle = missingBundle(facts).or(() -> writers(facts));
    if (obstacle.isPresent()) {
      return stop(facts, obstacle.get());
    }
    MeasurementBasis basis = facts.basis(identity);
    Optional<MeasurementStatus> run = facts.untouchedRun();
    Optional<MeasurementStatus> current = run.filter(basis::isOf);
    if (current.isPresent() && current.get().completedAt != null) {
      measurement.abandon(facts);
      return judge.stored(facts, current.get());
    }
    Optional<MeasurementStatus> running = current.filter(recorded -> recorded.retryAt == null);
    obstacle = suspended(facts, running).or(() -> guard.obstacle(running));
    return obstacle.isPresent()
        ? stop(facts, obstacle.get())
        : measurement.advance(facts, basis, run);
  }

  /** Only the Job of a run that stays on record may go on. */
  private Assessment stop(SignatureFacts facts, Blocked blocked) {
    if (blocked.run().isEmpty()) {
      measurement.abandon(facts);
    }
    return blocked;
  }

  private Optional<Blocked> missingBundle(SignatureFacts facts) {
    return facts.bundle() instanceof BundleFinding.Missing(Reason reason, String message)
        // A ConfigMap is looked for again by the reconciler, whatever was found.
        ? Optional.of(new Blocked(VerdictFinding.unknown(reason, message), Optional.empty()))
        : Optional.empty();
  }

  private Optional<Blocked> writers(SignatureFacts facts) {
    List<String> justEnded = facts.writersSince().apply(clock.instant());
    if (!facts.writers().isEmpty()) {
      return Optional.of(new Blocked(mountedBy(facts, facts.writers()), Optional.empty()));
    }
    return justEnded.isEmpty()
        ? Optional.empty()
        : Optional.of(new Blocked(mountedBy(facts, justEnded), Optional.of(WRITER_RECHECK)));
  }

  private static VerdictFinding mountedBy(SignatureFacts facts, List<String> pods) {
    boolean wasMeasured =
        facts.recordedRun().filter(run -> run.completedAt != null).isPresent()
            || facts.reason().filter(reason -> reason == Reason.WriterAppeared).isPresent();
    return VerdictFinding.unknown(
        wasMeasured ? Reason.WriterAppeared : Reason.WritersPresent,
        "The claim is mounted for writing by pod "
            + String.join(", ", pods)
            + "; it is measured once no pod can write to it; hint: mount models read-only");
  }

  /** A run that has begun is finished all the same. */
  private static Optional<Blocked> suspended(
      SignatureFacts facts, Optional<MeasurementStatus> running) {
    return running.isEmpty() && Boolean.TRUE.equals(facts.options().suspend)
        ? Optional.of(
            new Blocked(
                VerdictFinding.unknown(
                    Reason.Suspended,
                    "spec.verification.suspend is true; hint: unset it to have the model measured"),
                Optional.empty()))
        : Optional.empty();
  }
}
