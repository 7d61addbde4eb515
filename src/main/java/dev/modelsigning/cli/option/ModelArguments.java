// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ProgressListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which model, and what of it: shared by {@code sign} and {@code verify}. Option names are those of
 * the Python reference; each of several words is taken with hyphens and with underscores.
 */
public final class ModelArguments {
  @Parameters(
      paramLabel = "MODEL_PATH",
      description = "The model: a folder with all its files, or a single file.")
  Path model = Path.of("");

  @Option(
      names = {"--signature"},
      paramLabel = "SIGNATURE_PATH",
      description = "The signature file; sign writes it, and both leave it out of the model.")
  public @Nullable Path signature;

  @Option(
      names = {"--ignore-paths", "--ignore_paths"},
      paramLabel = "PATH",
      description =
          "A file or folder of the model to leave out; may be repeated. Relative paths start in the working"
              + " directory, or, when that is outside of the model, in the model.")
  public List<Path> ignorePaths = List.of();

  @Option(
      names = {"--ignore-git-paths", "--ignore_git_paths"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Leave out .git, .gitignore, .gitattributes and .github of the model's root. This is always so:"
              + " the negated form is refused.")
  boolean ignoreGitPaths = true;

  @Option(
      names = {"--allow-symlinks", "--allow_symlinks"},
      description =
          "Sign what symbolic links in the model stand for; they must not lead out of it, except into the blobs"
              + " of the same Hugging Face cache. Who verifies goes by the signature, not by this option.")
  boolean allowSymlinks;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "How many threads read and hash; the number of processors by default. More help on storage that"
              + " answers slowly.")
  int threads = Runtime.getRuntime().availableProcessors();

  /** Refuses what is not built, and a model that is not there. */
  public Path checkedModel(Console console) throws CommandFailure {
    if (!ignoreGitPaths) {
      throw CommandFailure.usage(
          "--no-ignore-git-paths is not supported: OMS 1.0 leaves these paths out of every model (section 6.2)",
          "leave the option out");
    }
    if (threads < 1 || threads > 1024) {
      throw CommandFailure.usage(
          "--threads is " + threads, "give a number from 1 to 1024, or leave the option out");
    }
    Path path = console.resolve(model);
    if (!Files.exists(path)) {
      throw CommandFailure.usage(
          "the model " + path + " does not exist", "name an existing folder or file as MODEL_PATH");
    }
    return path;
  }

  public HashOptions hashOptions(Optional<Path> signatureFile, ProgressListener progress) {
    Set<Path> excluded = signatureFile.isPresent() ? Set.of(signatureFile.get()) : Set.of();
    return new HashOptions(threads, false, excluded, progress);
  }

  /** The ignored paths as names from the model's root, as they are recorded in a signature. */
  public List<String> ignoredNames(Console console, Path model) throws CommandFailure {
    List<String> names = new ArrayList<>();
    for (Path path : ignorePaths) {
      names.add(ignoredName(console, model, path));
    }
    return List.copyOf(names);
  }

  private static String ignoredName(Console console, Path model, Path path) throws CommandFailure {
    String name =
        nameInModel(console.resolve(path), model)
            .or(() -> nameInModel(model.resolve(path).normalize(), model))
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "--ignore-paths " + path + " is not inside of the model " + model,
                        "name a file or folder of the model"));
    Optional<String> problem = ResourceNames.problemWithIgnored(name);
    if (problem.isPresent()) {
      throw CommandFailure.usage(
          "--ignore-paths " + path + ": the ignored path '" + name + "' " + problem.get(),
          "name one file or folder, without wildcards, with each --ignore-paths; for a file whose name"
              + " holds one, name its folder");
    }
    return name;
  }

  /**
   * The name of a path from the model's root, by resolved folders, or nothing when it is outside.
   */
  public static Optional<String> nameInModel(Path path, Path model) {
    Path root = resolved(model);
    Path parent = path.getParent();
    Path leaf = path.getFileName();
    if (parent == null || leaf == null) {
      return Optional.empty();
    }
    Path whole = resolved(parent).resolve(leaf);
    if (!whole.startsWith(root) || whole.equals(root)) {
      return Optional.empty();
    }
    return Optional.of(root.relativize(whole).toString().replace(File.separatorChar, '/'));
  }

  private static Path resolved(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }
}
