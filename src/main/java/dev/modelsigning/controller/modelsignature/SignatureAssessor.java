// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.controller.modelsignature.Assessment.Finding;
import dev.modelsigning.controller.modelsignature.Assessment.Phase;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.measurement.MeasurementBasis;
import dev.modelsigning.measurement.MeasurementInputs;
import dev.modelsigning.measurement.MeasurementProgress;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.job.MeasurementOwner;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.volume.VolumeIdentity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * From facts to an assessment, in the order of the questions: is there something to measure, may it
 * be measured, what was measured, and what do the policies say about it.
 */
final class SignatureAssessor {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** How long a process that has just started waits for its first sight of the guard. */
  private static final Duration GUARD_PATIENCE = Duration.ofMinutes(1);

  private static final Duration GUARD_RECHECK = Duration.ofSeconds(1);

  /** Events tell of writers that come and go; this is for one that ended within this second. */
  private static final Duration WRITER_RECHECK = Duration.ofSeconds(1);

  private final MeasurementRunner runner;
  private final EvidenceStore store;
  private final PolicyEvaluation evaluation;
  private final GuardState guard;
  private final Duration recheck;
  private final Clock clock;
  private final Instant startedAt;
  private volatile boolean guardSeen;

  SignatureAssessor(
      MeasurementRunner runner,
      EvidenceStore store,
      PolicyEvaluation evaluation,
      GuardState guard,
      Duration recheck,
      Clock clock) {
    this.runner = runner;
    this.store = store;
    this.evaluation = evaluation;
    this.guard = guard;
    this.recheck = recheck;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** One step towards the verdict; everything found out is in the result. */
  Assessment assess(SignatureFacts facts) throws IOException {
    return switch (facts.volume()) {
      case VolumeFinding.Nothing(String reason, String message) ->
          stop(facts, Phase.WORKING, Finding.unknown(reason, message));
      case VolumeFinding.Bound(VolumeIdentity identity) -> assess(facts, identity);
    };
  }

  private Assessment assess(SignatureFacts facts, VolumeIdentity identity) throws IOException {
    if (facts.bundle() instanceof BundleFinding.Missing(String reason, String message)) {
      return stop(facts, Phase.WORKING, Finding.unknown(reason, message)).withAgain(recheck);
    }
    List<String> writers = facts.writersSince().apply(clock.instant());
    if (!facts.writers().isEmpty() || !writers.isEmpty()) {
      Assessment waiting = stop(facts, Phase.WORKING, writersPresent(facts, writers));
      return facts.writers().isEmpty() ? waiting.withAgain(WRITER_RECHECK) : waiting;
    }
    MeasurementBasis basis = basis(facts, identity);
    Optional<MeasurementStatus> run = untouched(facts, recorded(facts));
    if (run.isPresent() && run.get().completedAt != null && basis.isOf(run.get())) {
      return held(facts, run.get());
    }
    boolean running = run.isPresent() && basis.isOf(run.get()) && run.get().retryAt == null;
    if (!running && Boolean.TRUE.equals(options(facts.resource()).suspend)) {
      return stop(
          facts,
          Phase.SETTLED,
          Finding.unknown("Suspended", "spec.verification.suspend is set: unset it to measure"));
    }
    if (!guard.installed()) {
      return withoutGuard(facts, run.filter(recorded -> running));
    }
    guardSeen = true;
    return measure(facts, basis, run);
  }

  /**
   * A guard that was there and is gone ends the run: anybody could have spoken for its pod. A
   * process that has just started does not know of any guard yet: the run of its predecessor waits
   * for it, and is judged only when it is in force.
   */
  private Assessment withoutGuard(SignatureFacts facts, Optional<MeasurementStatus> running) {
    Finding finding = Finding.unknown("GuardMissing", guard.missing());
    boolean starting = !guardSeen && clock.instant().isBefore(startedAt.plus(GUARD_PATIENCE));
    if (!starting) {
      return stop(facts, Phase.WORKING, finding).withAgain(recheck);
    }
    Assessment waiting =
        Assessment.unknown(
            Phase.WORKING,
            finding,
            PolicyVerdicts.each(facts.policies(), finding),
            Optional.of(GUARD_RECHECK));
    return running.map(waiting::withMeasurement).orElse(waiting);
  }

  private Assessment measure(
      SignatureFacts facts, MeasurementBasis basis, Optional<MeasurementStatus> run)
      throws IOException {
    if (facts.bundle() instanceof BundleFinding.InApi inApi) {
      var known = evaluation.authenticate(inApi.bytes(), facts.policies());
      if (known.serialization().isEmpty()) {
        runner.abandon(facts.jobs());
        return Assessment.unknown(
            Phase.SETTLED, known.overall(), known.policies(), Optional.empty());
      }
      return advance(
          facts,
          basis,
          run,
          new MeasurementRequest.As(known.serialization().get()),
          known.policies());
    }
    String path = ((BundleFinding.OnVolume) facts.bundle()).path();
    List<PolicyVerdict> open =
        PolicyVerdicts.each(
            facts.policies(), Finding.unknown("Measuring", "The model is being measured"));
    return advance(facts, basis, run, new MeasurementRequest.SignedBy(path), open);
  }

  private Assessment advance(
      SignatureFacts facts,
      MeasurementBasis basis,
      Optional<MeasurementStatus> run,
      MeasurementRequest.Description description,
      List<PolicyVerdict> open)
      throws IOException {
    ModelSignature resource = facts.resource();
    var request =
        new MeasurementRequest(
            MeasurementOwner.of(resource),
            resource.getSpec().source.persistentVolumeClaim,
            options(resource),
            description);
    var inputs =
        new MeasurementInputs(
            run, basis, facts.jobs(), facts.pods(), facts.writersSince(), facts.attachedTo());
    return switch (runner.advance(request, inputs)) {
      case MeasurementProgress.Underway(var status, String message, var progress, var again) ->
          Assessment.unknown(
                  Phase.WORKING, Finding.unknown("Measuring", message), open, Optional.of(again))
              .withMeasurement(status)
              .withProgress(progress.or(() -> earlierProgress(resource, status)));
      case MeasurementProgress.Postponed(var status, String reason, String message, var again) ->
          Assessment.unknown(
                  Phase.WORKING,
                  Finding.unknown(reason, message + "; next try at " + status.retryAt),
                  PolicyVerdicts.each(facts.policies(), Finding.unknown(reason, message)),
                  Optional.of(again))
              .withMeasurement(status);
      case MeasurementProgress.Completed(var status, Measured measured) -> {
        store.save(owner(resource, status), measured);
        yield judged(facts, status, measured).withAgain(AT_ONCE);
      }
      case MeasurementProgress.Held(var status) -> held(facts, status);
    };
  }

  private Assessment held(SignatureFacts facts, MeasurementStatus run) {
    runner.abandon(facts.jobs());
    return store
        .load(facts.resource().getMetadata().getUid(), run.jobUid)
        .map(measured -> judged(facts, run, measured))
        .orElseGet(
            () ->
                Assessment.unknown(
                    Phase.WORKING,
                    Finding.unknown("EvidenceLost", "The stored evidence is gone: measuring again"),
                    PolicyVerdicts.each(
                        facts.policies(),
                        Finding.unknown("EvidenceLost", "The model is measured again")),
                    Optional.of(AT_ONCE)));
  }

  private Assessment judged(SignatureFacts facts, MeasurementStatus run, Measured measured) {
    Verdicts verdicts = verdicts(facts, measured);
    return new Assessment(
        Phase.SETTLED,
        PolicyVerdicts.overall(verdicts.policies()),
        Optional.of(run),
        Optional.of(ManifestFacts.status(facts, measured, verdicts.bundle())),
        verdicts.signer(),
        verdicts.policies(),
        Optional.empty(),
        ends(verdicts.policies()));
  }

  private record Verdicts(
      List<PolicyVerdict> policies, Optional<SignerStatus> signer, Optional<byte[]> bundle) {}

  private Verdicts verdicts(SignatureFacts facts, Measured measured) {
    Optional<byte[]> bundle =
        facts.bundle() instanceof BundleFinding.InApi inApi
            ? Optional.of(inApi.bytes())
            : measured.bundle();
    if (measured.manifest().isEmpty() || bundle.isEmpty()) {
      Finding finding = ManifestFacts.withoutManifest(measured);
      return new Verdicts(PolicyVerdicts.each(facts.policies(), finding), Optional.empty(), bundle);
    }
    var result = evaluation.verify(bundle.get(), measured.manifest().get(), facts.policies());
    return new Verdicts(result.policies(), result.signer(), bundle);
  }

  /** When the first certificate expires, and with it a verdict. */
  private Optional<Duration> ends(List<PolicyVerdict> policies) {
    Instant now = clock.instant();
    return policies.stream()
        .filter(verdict -> verdict.validUntil != null)
        .map(verdict -> Duration.between(now, Instant.parse(verdict.validUntil)))
        .min(Duration::compareTo)
        .map(left -> left.isNegative() ? AT_ONCE : left.plusSeconds(1));
  }

  private Assessment stop(SignatureFacts facts, Phase phase, Finding finding) {
    runner.abandon(facts.jobs());
    return Assessment.unknown(
        phase, finding, PolicyVerdicts.each(facts.policies(), finding), Optional.empty());
  }

  private static Finding writersPresent(SignatureFacts facts, List<String> justEnded) {
    boolean appeared =
        recorded(facts).filter(run -> run.completedAt != null).isPresent()
            || Optional.ofNullable(facts.resource().getStatus())
                .filter(status -> Objects.equals(status.reason, "WriterAppeared"))
                .isPresent();
    return Finding.unknown(
        appeared ? "WriterAppeared" : "WritersPresent",
        "Mounted for writing by pod "
            + String.join(", ", facts.writers().isEmpty() ? justEnded : facts.writers())
            + ": measured when they are gone; mount models read-only");
  }

  /** The recorded run, unless somebody could write after it began. */
  private static Optional<MeasurementStatus> untouched(
      SignatureFacts facts, Optional<MeasurementStatus> run) {
    return run.filter(
        recorded -> facts.writersSince().apply(Instant.parse(recorded.startedAt)).isEmpty());
  }

  private static Optional<MeasurementStatus> recorded(SignatureFacts facts) {
    return Optional.ofNullable(facts.resource().getStatus()).map(status -> status.measurement);
  }

  private static Optional<ProgressStatus> earlierProgress(
      ModelSignature resource, MeasurementStatus run) {
    ModelSignatureStatus before = resource.getStatus();
    boolean sameRun =
        before != null
            && before.measurement != null
            && Objects.equals(before.measurement.jobName, run.jobName);
    return sameRun ? Optional.ofNullable(before.progress) : Optional.empty();
  }

  private static MeasurementBasis basis(SignatureFacts facts, VolumeIdentity identity) {
    Optional<String> digest =
        facts.bundle() instanceof BundleFinding.InApi inApi
            ? Optional.of(inApi.digest())
            : Optional.empty();
    return new MeasurementBasis(
        facts.resource().getMetadata().getGeneration(), identity.value(), digest);
  }

  private static EvidenceStore.Owner owner(ModelSignature resource, MeasurementStatus run) {
    var metadata = resource.getMetadata();
    return new EvidenceStore.Owner(
        metadata.getUid(), metadata.getNamespace() + "/" + metadata.getName(), run.jobUid);
  }

  private static VerificationOptions options(ModelSignature resource) {
    return Objects.requireNonNullElseGet(resource.getSpec().verification, VerificationOptions::new);
  }
}
