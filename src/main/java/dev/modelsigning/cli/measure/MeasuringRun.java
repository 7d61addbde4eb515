// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceWriter;
import dev.modelsigning.evidence.ProgressLines;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.hashing.Progress;
import dev.modelsigning.manifest.hashing.ProgressListener;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.UnauthenticatedHashParameters;
import dev.modelsigning.verification.Unknown;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.Verified;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Measures a volume and returns evidence in the log and a report. It holds no key and trusts
 * nothing: it only states which bytes are there, and the operator checks the signature.
 */
final class MeasuringRun {
  /** Reason of a report: the bundle is expected on the volume and missing. */
  static final String SIGNATURE_FILE_MISSING = "SignatureFileMissing";

  /** Reason of a report: a path leads out of the volume. */
  static final String PATH_OUTSIDE_VOLUME = "PathOutsideVolume";

  /** Reason of a report: reading failed, perhaps temporarily. */
  static final String READ_FAILED = "ReadFailed";

  private final Console console;
  private final Measurement measurement;
  private final Instant startedAt;
  private volatile long bytes;
  private IgnoredContent ignored = IgnoredContent.NONE;

  MeasuringRun(Console console, Measurement measurement) {
    this.console = console;
    this.measurement = measurement;
    this.startedAt = console.clock().instant();
  }

  /**
   * How a run ends.
   *
   * @param exit exit code of the process
   */
  record Outcome(TerminationReport report, Exit exit) {}

  Outcome run() throws InterruptedException {
    try {
      return measure();
    } catch (VolumePaths.OutsideException e) {
      return refused(PATH_OUTSIDE_VOLUME, Causes.text(e));
    } catch (BundleFormatException e) {
      return refused(
          RejectionReason.BUNDLE_MALFORMED.reason(),
          "the signature file is not a usable bundle: " + Causes.text(e));
    } catch (StatementFormatException e) {
      return refused(
          RejectionReason.STATEMENT_INVALID.reason(),
          "the signature file does not hold an OMS 1.0 statement: " + Causes.text(e));
    } catch (ModelContentException e) {
      return ofVerdict(ModelVerifier.contentVerdict(e));
    } catch (EvidenceException e) {
      // Measuring again gives the same, so this is not a failure of the Job; the report says why.
      return new Outcome(
          report(TerminationReport.FAILED, e.reason().text(), Causes.text(e)), Exit.DONE);
    } catch (IOException e) {
      return new Outcome(
          report(
              TerminationReport.FAILED,
              READ_FAILED,
              "the volume cannot be read: "
                  + Causes.text(e)
                  + "; set runAsUser or supplementalGroups to an ID that can read the files"),
          Exit.MEASUREMENT_FAILED);
    }
  }

  private Outcome measure()
      throws IOException,
          InterruptedException,
          VolumePaths.OutsideException,
          BundleFormatException,
          StatementFormatException,
          ModelContentException,
          EvidenceException {
    VolumePaths volume = VolumePaths.at(measurement.root());
    Path model;
    try {
      model = volume.model(measurement.path());
    } catch (NoSuchFileException e) {
      return refused(
          RejectionReason.CONTENT_REFUSED.reason(),
          "'"
              + measurement.path()
              + "' does not exist on the volume; correct the subPath of the source");
    }
    BundleFiles bundles = new BundleFiles(volume, model);
    Optional<byte[]> bundle = Optional.empty();
    if (measurement.signatureFile().isPresent()) {
      bundle = bundles.signature(measurement.signatureFile().get());
    }
    Optional<Serialization> serialization = measurement.serialization();
    if (serialization.isEmpty()) {
      if (bundle.isEmpty()) {
        return refused(
            SIGNATURE_FILE_MISSING,
            "the signature file '"
                + measurement.signatureFile().orElse("")
                + "' does not exist in the model, or is not a file; sign the model, or name another place of"
                + " its bundle in spec.signature");
      }
      serialization = Optional.of(UnauthenticatedHashParameters.of(bundle.get()));
    }
    bundles.findAtIgnoredPaths(serialization.get());
    Manifest manifest = hashed(model, serialization.get(), bundles.excluded());
    bundles.checkUnchanged();
    return handedOver(bundle, manifest);
  }

  private Manifest hashed(Path model, Serialization serialization, Set<Path> excluded)
      throws IOException, InterruptedException, ModelContentException {
    ProgressListener lines = new ProgressLines(console.out(), console.clock());
    ProgressListener counted =
        progress -> {
          count(progress);
          lines.onProgress(progress);
        };
    return new ModelHasher()
        .hash(
            model,
            serialization,
            new HashOptions(
                measurement.threads(),
                measurement.dropBehind(),
                excluded,
                counted,
                content -> ignored = content));
  }

  private Outcome handedOver(Optional<byte[]> bundle, Manifest manifest)
      throws IOException, EvidenceException {
    Digest evidence = new EvidenceWriter(console.out()::println).evidence(bundle, manifest);
    // The report states that the evidence is in the log, so the log comes first.
    console.out().flush();
    if (console.out().checkError()) {
      throw new IOException("the evidence cannot be written to stdout");
    }
    return new Outcome(
        new TerminationReport(
            TerminationReport.VERSION,
            measurement.nonce(),
            measurement.jobUid(),
            measurement.shard(),
            TerminationReport.MEASURED,
            "",
            "",
            manifest.canonicalDigest().hex(),
            evidence.hex(),
            manifest.fileCount(),
            bytes,
            manifest.rootDigest().hex(),
            startedAt,
            ignored),
        Exit.DONE);
  }

  private void count(Progress progress) {
    bytes = progress.bytesDone();
  }

  private Outcome ofVerdict(Verdict verdict) {
    return switch (verdict) {
      case Rejected rejected -> refused(rejected.reasonText(), rejected.message());
      case Unknown unknown ->
          new Outcome(
              report(TerminationReport.FAILED, unknown.reasonText(), unknown.message()), Exit.DONE);
      case Verified ignored ->
          throw new IllegalStateException("a model that cannot be measured is not verified");
    };
  }

  private Outcome refused(String reason, String message) {
    return new Outcome(report(TerminationReport.REFUSED, reason, message), Exit.DONE);
  }

  private TerminationReport report(String result, String reason, String message) {
    return new TerminationReport(
        TerminationReport.VERSION,
        measurement.nonce(),
        measurement.jobUid(),
        measurement.shard(),
        result,
        reason,
        message,
        "",
        "",
        0,
        0,
        "",
        startedAt);
  }
}
