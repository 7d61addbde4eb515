// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceWriter;
import dev.modelsigning.evidence.HashingChoice;
import dev.modelsigning.evidence.ProgressLines;
import dev.modelsigning.evidence.ReportReason;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.Siblings;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.hashing.Progress;
import dev.modelsigning.manifest.hashing.ProgressListener;
import dev.modelsigning.manifest.walk.FileSelection;
import dev.modelsigning.manifest.walk.LostAndFound;
import dev.modelsigning.manifest.walk.MetadataFingerprint;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.ModelFiles;
import dev.modelsigning.statement.StatementFormatException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Measures a volume and returns evidence in the log and a report. It holds no key and trusts
 * nothing: it only states which bytes are there, and the operator checks the signature.
 */
final class MeasuringRun {
  private final Console console;
  private final Measurement measurement;
  private final Instant startedAt;
  private volatile long bytes;
  private final MetadataFingerprint fingerprint;
  private IgnoredContent ignored = IgnoredContent.NONE;

  MeasuringRun(Console console, Measurement measurement) {
    this.console = console;
    this.measurement = measurement;
    this.startedAt = console.clock().instant();
    this.fingerprint = new MetadataFingerprint(startedAt);
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
      return refused(ReportReason.PATH_OUTSIDE_VOLUME, Causes.text(e));
    } catch (BundleFormatException e) {
      return refused(
          ReportReason.BUNDLE_MALFORMED,
          "the signature file is not a usable bundle: " + Causes.text(e));
    } catch (StatementFormatException e) {
      return refused(
          ReportReason.STATEMENT_INVALID,
          "the signature file does not hold an OMS 1.0 statement: " + Causes.text(e));
    } catch (ModelContentException e) {
      return ofContent(e);
    } catch (EvidenceException e) {
      // Measuring again gives the same, so this is not a failure of the Job; the report says why.
      return failed(ReportReason.EVIDENCE_TOO_LARGE, Causes.text(e), Exit.DONE);
    } catch (IOException e) {
      return failed(
          ReportReason.READ_FAILED,
          "the volume cannot be read: "
              + Causes.text(e)
              + "; "
              + DeniedAccess.advice(e, measurement.root()),
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
          ReportReason.CONTENT_REFUSED,
          "'"
              + measurement.path()
              + "' does not exist on the volume; correct the subPath of the source");
    }
    BundleFiles bundles = new BundleFiles(volume, model);
    Optional<SignatureFile> bundle = Optional.empty();
    if (measurement.signatureFile().isPresent()) {
      bundle = bundles.signature(measurement.signatureFile().get());
    }
    Optional<HashingChoice> choice = measurement.serialization();
    if (choice.isEmpty()) {
      if (bundle.isEmpty()) {
        return refused(
            ReportReason.SIGNATURE_FILE_MISSING,
            "the signature file '"
                + measurement.signatureFile().orElse("")
                + "' does not exist in the model, or is not a file; sign the model, or name another"
                + " place of its bundle in spec.signature; if the model begins in a folder below or above,"
                + " create another ModelSignature with that as subPath or path, and delete this one");
      }
      choice = Optional.of(new HashingChoice.Given(bundle.get().parameters()));
    }
    bundles.findAtIgnoredPaths(choice.get().selection());
    if (measurement.fingerprintOnly()) {
      return fingerprinted(model, choice.get().selection(), bundles);
    }
    Serialization serialization = chosen(model, choice.get(), bundles.excluded());
    Manifest hashed = hashed(model, serialization, bundles.excluded());
    Manifest manifest = volume.named(measurement.path(), model, hashed);
    Optional<HandOver> handOver =
        bundle.isPresent() ? Optional.of(HandOver.of(bundle.get())) : Optional.empty();
    bundles.checkUnchanged();
    completeFingerprint(bundles);
    CachedSnapshot snapshot = CachedSnapshot.of(model, serialization, bundles);
    if (snapshot.isCached() && !volume.isDirect(measurement.path(), model)) {
      return refused(ReportReason.CONTENT_REFUSED, CachedSnapshot.NOT_DIRECT);
    }
    return handedOver(
        handOver.orElseGet(HandOver::none),
        manifest,
        volume.siblings(measurement.path(), snapshot::holdsNothingElse));
  }

  /** Looks at the sizes first when they decide; hashing looks at the files again anyway. */
  private static Serialization chosen(Path model, HashingChoice choice, Set<Path> excluded)
      throws IOException, ModelContentException {
    return switch (choice) {
      case HashingChoice.Given(Serialization given) -> given;
      case HashingChoice.BySize by ->
          by.forLargest(
              ModelFiles.of(model, walked(model, by.files()), excluded, FileSelection.Every.FILE)
                  .files()
                  .stream()
                  .mapToLong(ModelFile::size)
                  .max()
                  .orElse(0));
    };
  }

  private Manifest hashed(Path model, Serialization serialization, Set<Path> excluded)
      throws IOException, InterruptedException, ModelContentException {
    ProgressListener lines = new ProgressLines(console.out(), console.clock());
    ProgressListener counted =
        progress -> {
          count(progress);
          lines.onProgress(progress);
        };
    Manifest manifest =
        new ModelHasher()
            .hash(
                model,
                walked(model, serialization),
                new HashOptions(
                    measurement.threads(),
                    measurement.dropBehind(),
                    excluded,
                    counted,
                    content -> ignored = content),
                measurement.known(fingerprint));
    return new Manifest(manifest.modelName(), serialization, manifest.entries());
  }

  /** A closed lost+found is reported like what lies at ignored paths, and policies judge it. */
  private static Serialization walked(Path model, Serialization serialization) {
    if (!LostAndFound.isClosedIn(model)) {
      return serialization;
    }
    List<String> ignored = new ArrayList<>(serialization.ignorePaths());
    ignored.add(LostAndFound.NAME);
    return serialization.withIgnorePaths(ignored);
  }

  private void completeFingerprint(BundleFiles bundles) {
    fingerprint.ignored(ignored);
    bundles.files().forEach(fingerprint::bundle);
  }

  /** Looks at the files as {@link #hashed} does before and after reading them. */
  private Outcome fingerprinted(Path model, Serialization serialization, BundleFiles bundles)
      throws IOException, ModelContentException {
    ModelFiles files =
        ModelFiles.of(
            model, walked(model, serialization), bundles.excluded(), FileSelection.Every.FILE);
    if (files.files().isEmpty()) {
      return refused(ReportReason.CONTENT_REFUSED, "the model contains no file after exclusions");
    }
    ignored = files.ignored();
    fingerprint.files(files);
    completeFingerprint(bundles);
    long size = files.files().stream().mapToLong(ModelFile::size).sum();
    return new Outcome(
        new TerminationReport(
            TerminationReport.VERSION,
            measurement.nonce(),
            measurement.jobUid(),
            measurement.shard(),
            TerminationReport.MEASURED,
            "",
            "",
            "",
            "",
            files.files().size(),
            size,
            fingerprint.value().toString(),
            startedAt),
        Exit.DONE);
  }

  private Outcome handedOver(HandOver bundle, Manifest manifest, Siblings siblings)
      throws IOException, EvidenceException {
    Digest evidence = bundle.write(new EvidenceWriter(console.out()::println), manifest);
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
            fingerprint.comparable().map(Digest::toString).orElse(""),
            startedAt,
            ignored,
            siblings),
        Exit.DONE);
  }

  private void count(Progress progress) {
    bytes = progress.bytesDone();
  }

  private Outcome ofContent(ModelContentException e) {
    return e.reason() == ModelContentException.Reason.CHANGED_WHILE_READING
        ? failed(ReportReason.CHANGED_WHILE_READING, e.getMessage(), Exit.DONE)
        : refused(ReportReason.CONTENT_REFUSED, e.getMessage());
  }

  private Outcome failed(ReportReason reason, String message, Exit exit) {
    return new Outcome(report(TerminationReport.FAILED, reason, message), exit);
  }

  private Outcome refused(ReportReason reason, String message) {
    return new Outcome(report(TerminationReport.REFUSED, reason, message), Exit.DONE);
  }

  private TerminationReport report(String result, ReportReason reason, String message) {
    return new TerminationReport(
        TerminationReport.VERSION,
        measurement.nonce(),
        measurement.jobUid(),
        measurement.shard(),
        result,
        reason.text(),
        message,
        "",
        "",
        0,
        0,
        "",
        startedAt);
  }
}
