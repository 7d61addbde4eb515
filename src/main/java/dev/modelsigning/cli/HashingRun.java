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
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.walk.KnownFiles;
import dev.modelsigning.manifest.walk.ModelContentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Hashes a model as it is going to be signed: for {@code sign} and {@code digest}. */
final class HashingRun {
  private final Console console;
  private final SignedModelArguments arguments;
  private final ReportArguments report;

  HashingRun(Console console, SignedModelArguments arguments, ReportArguments report) {
    this.console = console;
    this.arguments = arguments;
    this.report = report;
  }

  /**
   * Hashes all files but those which are left out.
   *
   * @param signature the signature file, to be left out too
   * @param purpose what cannot be done when hashing fails, as in "signed"
   */
  Manifest manifest(Path model, Optional<Path> signature, String purpose)
      throws CommandFailure, InterruptedException {
    return manifest(model, signature, purpose, serialization -> KnownFiles.NONE);
  }

  /** The same without reading the files that are known for the way of hashing. */
  Manifest manifest(
      Path model,
      Optional<Path> signature,
      String purpose,
      Function<Serialization, KnownFiles> known)
      throws CommandFailure, InterruptedException {
    Serialization serialization = serialization(model, signature);
    KnownFiles knownFiles = known.apply(serialization);
    try (ProgressView progress = ProgressView.of(console, report.progress)) {
      return new ModelHasher()
          .hash(
              model,
              serialization,
              arguments.model.hashOptions(signature, progress.listener()),
              knownFiles);
    } catch (ModelContentException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the model cannot be " + purpose + ": " + Causes.text(e),
          "correct the model, or leave the path out with --ignore-paths",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "the model could not be read: " + Causes.text(e),
          "make all its files readable for this user and run again",
          e);
    }
  }

  /**
   * Records all that is left out, the signature file included, so that the signature tells it
   * (6.2).
   */
  private Serialization serialization(Path model, Optional<Path> signature) throws CommandFailure {
    List<String> ignored = new ArrayList<>(Serialization.DEFAULT_IGNORES);
    ignored.addAll(arguments.model.ignoredNames(console, model));
    Optional<String> signatureName =
        signature.flatMap(file -> ModelArguments.nameInModel(file, model));
    if (signatureName.isPresent()) {
      ignored.add(checkedSignatureName(signatureName.get()));
    }
    Serialization serialization = arguments.serialization().withIgnorePaths(ignored);
    if (serialization.ignorePaths().size() > ManifestCodec.MAX_IGNORED) {
      throw CommandFailure.usage(
          "--ignore-paths names "
              + arguments.model.ignorePaths.size()
              + " paths; a signature states at most "
              + ManifestCodec.MAX_IGNORED
              + ", with those that are always left out",
          "leave a folder out instead of each of its files");
    }
    return serialization;
  }

  /** A signature that states a name which no verifier takes would never verify (6.2.1). */
  private static String checkedSignatureName(String name) throws CommandFailure {
    Optional<String> problem = ResourceNames.problemWithIgnored(name);
    if (problem.isPresent()) {
      throw CommandFailure.usage(
          "--signature: the name '"
              + name
              + "' of the signature file in the model "
              + problem.get()
              + ", and could not be stated as left out",
          "give the signature another name, or a place outside of the model, with --signature");
    }
    return name;
  }
}
