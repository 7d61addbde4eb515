// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.controller.HashedAs;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.controller.signing.SignatureOutput.InlineModelSignature;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.measurement.ContainerReport;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.measurement.MeasurementBasis;
import dev.modelsigning.measurement.MeasurementInputs;
import dev.modelsigning.measurement.MeasurementProgress;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.RunStatus;
import dev.modelsigning.measurement.job.MeasurementOwner;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.VolumeIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * One step of a signing job: what it waits for, or one step of its measurement, or its signature.
 *
 * <p>Everything that is known before hashing is checked before hashing. Evidence that was accepted
 * but not yet signed when the operator died is accepted and signed again: nothing is kept outside
 * the API.
 */
final class SigningSteps {
  /** Failed runs after which the job fails. */
  static final int MAX_ATTEMPTS = 5;

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(10);

  private final MeasurementRunner runner;
  private final SignatureWriter output;
  private final Clock clock;
  private final SigningPatience patience;

  /** Puts a bundle where the job wants it. */
  interface SignatureWriter {
    /** Writes; throws on a conflict or when the API server is unreachable, and is tried again. */
    void write(SigningFacts facts, InlineModelSignature output, byte[] bundle);
  }

  SigningSteps(MeasurementRunner runner, SignatureWriter output, Clock clock) {
    this.runner = runner;
    this.output = output;
    this.clock = clock;
    this.patience = new SigningPatience(clock);
  }

  SigningOutcome advance(SigningFacts facts) {
    return switch (facts.signer()) {
      case SignerLookup.Denied(Reason reason, String message) ->
          new SigningOutcome.Failed(reason, message);
      case SignerLookup.Later(String message) ->
          patience.await(facts, facts.run(), Reason.NotVouched, message, SOON);
      case SignerLookup.Granted(Signer signer) -> withSigner(facts, signer);
    };
  }

  private SigningOutcome withSigner(SigningFacts facts, Signer signer) {
    Optional<String> obstacle = InlineModelSignature.obstacle(facts.job(), facts.existing());
    if (obstacle.isPresent()) {
      return new SigningOutcome.Failed(Reason.SignatureExists, obstacle.get());
    }
    if (facts.guardMissing().isPresent()) {
      return new SigningOutcome.Waiting(
          Reason.GuardMissing, facts.guardMissing().get(), Optional.empty(), facts.run(), LATER);
    }
    Optional<String> exchanged = facts.exchanged();
    if (exchanged.isPresent()) {
      return new SigningOutcome.Failed(
          Reason.TargetChanged,
          exchanged.get()
              + ", so nothing is signed; hint: create another job for what is there now");
    }
    return switch (facts.volume()) {
      case VolumeFinding.Nothing(Reason reason, String message) ->
          patience.await(facts, facts.run(), reason, message, LATER);
      case VolumeFinding.Bound(VolumeIdentity volume, var node) ->
          withVolume(facts, signer, volume);
      case VolumeFinding.AwaitsConsumer _ ->
          patience.await(
              facts,
              facts.run(),
              Reason.ClaimNotBound,
              "the claim waits for a pod that uses it; hint: start one, or use a storage class"
                  + " without WaitForFirstConsumer",
              LATER);
      case VolumeFinding.InImage _ ->
          throw new IllegalStateException("a signing job names a claim");
    };
  }

  private SigningOutcome withVolume(SigningFacts facts, Signer signer, VolumeIdentity volume) {
    // Before writers: until the approval they do no harm, and after it the files are hashed anew.
    Optional<ManifestStatus> unapproved = facts.unapproved();
    if (unapproved.isPresent()) {
      runner.abandon(facts.jobs());
      return new SigningOutcome.AwaitingApproval(volume, unapproved.get());
    }
    if (!facts.writers().isEmpty()) {
      runner.abandon(facts.jobs());
      return withWriters(facts, "pod " + String.join(", ", facts.writers()));
    }
    // The API server refuses it; a job that was stored before it did can never go on.
    if (Boolean.TRUE.equals(options(facts.job()).suspend)) {
      runner.abandon(facts.jobs());
      return new SigningOutcome.Failed(
          Reason.Suspended,
          "spec.measurement.suspend is true and cannot be edited; hint: create another job without it");
    }
    return switch (runner.advance(request(facts.job()), inputs(facts, volume))) {
      case MeasurementProgress.Underway(var run, var message, var progress, var requeueAfter) ->
          new SigningOutcome.Measuring(
              run, volume, Reason.Measuring, message, progress, requeueAfter);
      case MeasurementProgress.Postponed(var run, var reason, var message, var requeueAfter) ->
          run.attempts >= MAX_ATTEMPTS || reason.isFinal()
              ? new SigningOutcome.Failed(reason, message)
              : new SigningOutcome.Measuring(
                  run, volume, reason, message, Optional.empty(), requeueAfter);
      case MeasurementProgress.Completed(var run, var measured) ->
          sign(facts, signer, volume, run, measured);
      // Never: a job whose evidence is accepted is signed and final in the same step.
      case MeasurementProgress.Held(var run) ->
          throw new IllegalStateException(
              "measurement " + run.jobName + " is complete although the job is not");
    };
  }

  /**
   * A run that writers interrupt counts as failed, as it does when they are gone before the next
   * look: a claim that is written to now and then must not have its files hashed for ever.
   */
  private SigningOutcome withWriters(SigningFacts facts, String writers) {
    String interrupted =
        "the claim was mounted for writing by %s while its files were hashed; hint: stop the writers"
            .formatted(writers);
    Optional<MeasurementStatus> run =
        facts
            .run()
            .map(
                recorded ->
                    RunStatus.interrupted(
                        recorded, Reason.WriterDuringRun, interrupted, clock.instant()));
    return run.filter(ended -> ended.attempts >= MAX_ATTEMPTS).isPresent()
        ? new SigningOutcome.Failed(Reason.WriterDuringRun, interrupted)
        : patience.await(
            facts,
            run,
            Reason.WritersPresent,
            "the claim is mounted for writing by %s; hint: stop the writers".formatted(writers),
            LATER);
  }

  private SigningOutcome sign(
      SigningFacts facts,
      Signer signer,
      VolumeIdentity volume,
      MeasurementStatus run,
      Measured measured) {
    if (measured.manifest().isEmpty()) {
      return notMeasured(measured);
    }
    Optional<String> contradiction =
        SigningSerializations.of(facts.job())
            .contradiction(measured.manifest().get(), measured.report().bytes());
    if (contradiction.isPresent()) {
      return otherwiseHashed(contradiction.get());
    }
    // The pod reports which bytes there are; the operator decides what the model is called.
    Manifest manifest =
        new Manifest(
                modelName(facts.job()),
                measured.manifest().get().serialization(),
                measured.manifest().get().entries())
            .sorted();
    if (manifest.isSummary() || manifest.entries().size() > InlineModelSignature.MAX_ENTRIES) {
      return bundleTooLarge(manifest);
    }
    ManifestStatus described = manifestStatus(manifest, measured);
    if (!facts.mandate().allows(described.digest)) {
      return new SigningOutcome.AwaitingApproval(volume, described);
    }
    byte[] bundle;
    try {
      bundle = new BundleSigner().sign(manifest, signer.modelSigner());
    } catch (SigningException e) {
      return new SigningOutcome.Failed(
          Reason.SigningFailed, "the model could not be signed: " + e.getMessage());
    }
    if (bundle.length > InlineModelSignature.MAX_BYTES) {
      return bundleTooLarge(manifest);
    }
    var target = InlineModelSignature.of(facts.job());
    output.write(facts, target, bundle);
    described.bundleDigest = "sha256:" + Digest.sha256(bundle).hex();
    return new SigningOutcome.Signed(run, volume, described, target.name(), signer.fingerprint());
  }

  private static SigningOutcome bundleTooLarge(Manifest manifest) {
    return new SigningOutcome.Failed(
        Reason.BundleTooLarge,
        "the bundle of %d files is larger than the %d bytes that fit into a ModelSignature; hint: sign it with the command line into a file on the volume"
            .formatted(manifest.fileCount(), InlineModelSignature.MAX_BYTES));
  }

  private static ManifestStatus manifestStatus(Manifest manifest, Measured measured) {
    var status = new ManifestStatus();
    status.digest = "sha256:" + manifest.canonicalDigest().hex();
    status.serialization = HashedAs.status(manifest.serialization());
    status.files = (long) manifest.fileCount();
    status.bytes = measured.report().bytes();
    return status;
  }

  /** Never by a pod that ran the release of the operator. */
  private static SigningOutcome otherwiseHashed(String contradiction) {
    return new SigningOutcome.Failed(
        Reason.SigningFailed,
        "the measuring Job did not hash the files as it was told, so nothing is signed: %s; hint: let the measuring Jobs run the operator's own image"
            .formatted(contradiction));
  }

  private static SigningOutcome notMeasured(Measured measured) {
    ContainerReport reported = ContainerReport.of(measured.report());
    return new SigningOutcome.Failed(
        reported.reason(), "the model cannot be signed: " + reported.message());
  }

  private static MeasurementRequest request(ModelSigningJob job) {
    return new MeasurementRequest(
        MeasurementOwner.of(job),
        job.getSpec().source.persistentVolumeClaim,
        options(job),
        new MeasurementRequest.As(SigningSerializations.of(job), !allowsPointers(job)));
  }

  private static MeasurementInputs inputs(SigningFacts facts, VolumeIdentity volume) {
    Optional<MeasurementStatus> run = facts.run();
    // The specification is immutable; only an approval makes another generation of it.
    long generation =
        run.map(recorded -> recorded.generation)
            .orElseGet(() -> facts.job().getMetadata().getGeneration());
    return new MeasurementInputs(
        run,
        new MeasurementBasis(
            generation,
            volume.value(),
            facts.volume().node().map(HoldingNode::uid),
            Optional.empty()),
        facts.jobs(),
        facts.pods(),
        facts.writersSince(),
        facts.attachedTo());
  }

  private static VerificationOptions options(ModelSigningJob job) {
    return Optional.ofNullable(job.getSpec().measurement).orElseGet(VerificationOptions::new);
  }

  private static boolean allowsPointers(ModelSigningJob job) {
    return job.getSpec().options != null
        && Boolean.TRUE.equals(job.getSpec().options.allowPointers);
  }

  private static String modelName(ModelSigningJob job) {
    var source = job.getSpec().source.persistentVolumeClaim;
    if (source.subPath == null || source.subPath.isEmpty()) {
      return source.claimName;
    }
    return source.subPath.substring(source.subPath.lastIndexOf('/') + 1);
  }
}
