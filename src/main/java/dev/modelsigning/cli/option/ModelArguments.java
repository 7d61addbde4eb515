// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ProgressListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The model and which of its files count, for {@code sign} and {@code verify}. Options have the
 * names of the Python reference, with hyphens or with underscores.
 */
public final class ModelArguments {
  @Parameters(
      paramLabel = "MODEL_PATH",
      description = "The model: a folder with all its files, or a single file.")
  Path model = Path.of("");

  @Option(
      names = {"--signature"},
      paramLabel = "SIGNATURE_PATH",
      description =
          "The signature file, which is never part of the model; sign writes it, by default to ./model.sig;"
              + " verify reads by default model.sig in the model, where clusters look for it too, else ./model.sig.")
  public @Nullable Path signature;

  @Option(
      names = {"--ignore-paths", "--ignore_paths"},
      paramLabel = "PATH",
      description =
          "A file or folder of the model to exclude; may be repeated. A relative path is resolved against the"
              + " working directory, or against the model if the result is outside the model.")
  public List<Path> ignorePaths = List.of();

  @Option(
      names = {"--ignore-git-paths", "--ignore_git_paths"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Exclude .git, .gitignore, .gitattributes and .github in the model's root. This is always so; the"
              + " negated form is refused.")
  boolean ignoreGitPaths = true;

  @Option(
      names = {"--allow-symlinks", "--allow_symlinks"},
      description =
          "Follow symbolic links in the model. Their targets must be relative and must not leave the model, not"
              + " even on the way, except into the blobs of the same Hugging Face cache. When verifying, the"
              + " signature decides, not this option.")
  boolean allowSymlinks;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "How many threads read and hash; by default the number of processors. More threads help on storage"
              + " with high latency.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Mixin public final ImageArguments image = new ImageArguments();

  /** Whether links in the model are followed when it is signed. */
  public boolean followsLinks() {
    return allowSymlinks;
  }

  /** The argument as it was given: a path, or the reference of an image. */
  public Path given() {
    return model;
  }

  /** The model; refuses a missing one, and options that are not supported. */
  public Path checkedModel(Console console) throws CommandFailure {
    checkOptions();
    Path path = console.resolve(model);
    try {
      path.getFileSystem().provider().checkAccess(path);
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the model cannot be read: " + Causes.text(e),
          "name a folder or file that exists and that this user can access as MODEL_PATH",
          e);
    }
    return path;
  }

  /** Refuses options that are not supported. */
  public void checkOptions() throws CommandFailure {
    image.check();
    if (!ignoreGitPaths) {
      throw CommandFailure.usage(
          "--no-ignore-git-paths is not supported: OMS 1.0 excludes these paths from every model (section 6.2)",
          "omit the option");
    }
    if (threads < 1 || threads > 1024) {
      throw CommandFailure.usage(
          "--threads is " + threads, "give a number from 1 to 1024, or omit the option");
    }
  }

  public HashOptions hashOptions(Optional<Path> signatureFile, ProgressListener progress) {
    Set<Path> excluded = signatureFile.isPresent() ? Set.of(signatureFile.get()) : Set.of();
    return new HashOptions(threads, false, excluded, progress);
  }

  /** The ignored paths relative to the model's root, as a signature states them. */
  public List<String> ignoredNames(Console console, Path model) throws CommandFailure {
    List<String> names = new ArrayList<>();
    for (Path path : ignorePaths) {
      names.add(ignoredName(console, model, path));
    }
    return List.copyOf(names);
  }

  private static String ignoredName(Console console, Path model, Path path) throws CommandFailure {
    Optional<String> below = nameInModel(console.resolve(path), model);
    if (below.isEmpty() && resolved(console.resolve(path)).equals(resolved(model))) {
      throw CommandFailure.usage(
          "--ignore-paths " + path + " is the model itself",
          "name a file or folder of the model, with the model's path before it");
    }
    String name =
        below
            .or(() -> nameInModel(model.resolve(path).normalize(), model))
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "--ignore-paths " + path + " is not in the model " + model,
                        "name a file or folder of the model"));
    Optional<String> problem = ResourceNames.problemWithIgnored(name);
    if (problem.isPresent()) {
      throw CommandFailure.usage(
          "--ignore-paths " + path + ": the ignored path '" + name + "' " + problem.get(),
          "name one file or folder with each --ignore-paths, without wildcards; for a file with such a"
              + " name, give its folder");
    }
    return name;
  }

  /**
   * The name of a path relative to the model's root, with links in its folders resolved; empty if
   * it is outside the model.
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
