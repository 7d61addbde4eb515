// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.ModelArguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.ProgressView;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.hashing.ProgressListener;
import dev.modelsigning.manifest.pointer.PointerRefusal;
import dev.modelsigning.manifest.walk.FileSelection;
import dev.modelsigning.manifest.walk.KnownFiles;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.ModelFiles;
import dev.modelsigning.manifest.walk.TooManyOpenFilesException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Hashes a model as {@code sign} states it, for {@code sign} and {@code digest}. */
final class HashingRun {
  private static final String EXCLUDE =
      "correct the model, or exclude the path with --ignore-paths";

  private final Console console;
  private final SignedModelArguments arguments;
  private final ReportArguments report;
  private IgnoredContent ignored = IgnoredContent.NONE;
  private long largest;

  HashingRun(Console console, SignedModelArguments arguments, ReportArguments report) {
    this.console = console;
    this.arguments = arguments;
    this.report = report;
  }

  /**
   * Hashes all files except the ignored ones.
   *
   * @param signature the signature file, which is ignored too
   * @param purpose completes "the model cannot be ...", such as "signed"
   */
  Manifest manifest(Path model, Optional<Path> signature, String purpose)
      throws CommandFailure, InterruptedException {
    return manifest(model, signature, purpose, serialization -> KnownFiles.NONE);
  }

  /** The same without reading the files whose digests are known for a serialization. */
  Manifest manifest(
      Path model,
      Optional<Path> signature,
      String purpose,
      Function<Serialization, KnownFiles> known)
      throws CommandFailure, InterruptedException {
    Serialization serialization = serialization(model, signature, purpose);
    KnownFiles knownFiles = known.apply(serialization);
    KnownFiles noted =
        (name, file) -> {
          largest = Math.max(largest, file.size());
          return knownFiles.entriesOf(name, file);
        };
    try (ProgressView progress = ProgressView.of(console, report.progress)) {
      return new ModelHasher()
          .hash(
              model,
              serialization,
              arguments
                  .model
                  .hashOptions(signature, progress.listener())
                  .reportingIgnored(content -> ignored = content),
              arguments.allowPointers ? noted : new PointerRefusal(noted, ""));
    } catch (ModelContentException e) {
      throw refused(purpose, e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CommandFailure refused(String purpose, ModelContentException e) {
    return new CommandFailure(
        Exit.USAGE,
        "the model cannot be " + purpose + ": " + Causes.text(e),
        switch (e.reason()) {
          case POINTER ->
              "fetch the content, or name --allow-pointers to have the pointers themselves "
                  + purpose;
          case SYMLINK ->
              arguments.model.followsLinks()
                  ? EXCLUDE
                  : "name --allow-symlinks to follow links within the model, or exclude the path"
                      + " with --ignore-paths";
          case SPECIAL_FILE,
              NAME_NOT_UTF8,
              EMPTY_MODEL,
              NOT_FOUND,
              CHANGED_WHILE_READING,
              TOO_MANY_FILES,
              PATH_TOO_LONG ->
              EXCLUDE;
        },
        e);
  }

  private static CommandFailure unreadable(IOException e) {
    return new CommandFailure(
        Exit.UNKNOWN,
        "the model cannot be read: " + Causes.text(e),
        e instanceof TooManyOpenFilesException
            ? TooManyOpenFilesException.REMEDY
            : "make all files of the model readable for this user, or exclude the path with"
                + " --ignore-paths, and run again",
        e);
  }

  /** What would make signing and verifying faster, if something would. */
  Optional<String> proposal() {
    return arguments.mayPropose() && largest > SignedModelArguments.SHARDS_ABOVE
        ? Optional.of(
            "note: the largest file has "
                + largest
                + " bytes, which one processor hashes, also of everybody who verifies; with --shard-size auto"
                + " all processors do. Shards are verified by oms, by the operator and by the API of the"
                + " Python reference, not by its command line")
        : Optional.empty();
  }

  private long largestOf(Path model, Optional<Path> signature, List<String> ignored, String purpose)
      throws CommandFailure {
    try {
      return ModelFiles.of(
              model,
              arguments.serialization(0).withIgnorePaths(ignored),
              arguments.model.hashOptions(signature, ProgressListener.NONE).excludedFiles(),
              FileSelection.Every.FILE)
          .files()
          .stream()
          .mapToLong(ModelFile::size)
          .max()
          .orElse(0);
    } catch (ModelContentException e) {
      throw refused(purpose, e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** What lies at the ignored paths of the model that was hashed. */
  IgnoredContent ignored() {
    return ignored;
  }

  /**
   * Records every ignored path, the signature file included, since the signature has to state them
   * (OMS 1.0, 6.2).
   */
  private Serialization serialization(Path model, Optional<Path> signature, String purpose)
      throws CommandFailure {
    List<String> ignored = new ArrayList<>(Serialization.DEFAULT_IGNORES);
    ignored.addAll(arguments.model.ignoredNames(console, model));
    Optional<String> signatureName =
        signature.flatMap(file -> ModelArguments.nameInModel(file, model));
    if (signatureName.isPresent()) {
      ignored.add(checkedSignatureName(signatureName.get()));
    }
    long size = arguments.dependsOnSizes() ? largestOf(model, signature, ignored, purpose) : 0;
    Serialization serialization = arguments.serialization(size).withIgnorePaths(ignored);
    if (serialization.ignorePaths().size() > ManifestCodec.MAX_IGNORED) {
      throw CommandFailure.usage(
          "--ignore-paths names "
              + arguments.model.ignorePaths.size()
              + " paths; a signature states at most "
              + ManifestCodec.MAX_IGNORED
              + " ignored paths, the default ones included",
          "ignore a folder instead of each of its files");
    }
    return serialization;
  }

  /** Refuses a name that verifiers refuse as an ignored path (OMS 1.0, 6.2.1). */
  private static String checkedSignatureName(String name) throws CommandFailure {
    Optional<String> problem = ResourceNames.problemWithIgnored(name);
    if (problem.isPresent()) {
      throw CommandFailure.usage(
          "--signature: the name '"
              + name
              + "' of the signature file in the model "
              + problem.get()
              + ", so the signature cannot state it as an ignored path",
          "give the signature another name, or a place outside the model, with --signature");
    }
    return name;
  }
}
