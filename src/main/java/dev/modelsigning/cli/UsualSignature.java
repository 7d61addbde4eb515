// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a signature is when {@code --signature} does not say, {@value #NAME}, and what may be
 * replaced by one.
 */
final class UsualSignature {
  /** In the model, where a cluster looks for it, or where {@code sign} writes by default. */
  static final String NAME = "model.sig";

  private UsualSignature() {}

  /**
   * The one to verify: in the model, else in the working directory. What is there under this name
   * and is no regular file is not passed over, since the next one may be about another model.
   */
  static Optional<Path> toVerify(Console console, Path model) throws CommandFailure {
    for (Path file : List.of(model.resolve(NAME), console.resolve(Path.of(NAME)))) {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(file);
      }
      if (Files.isSymbolicLink(file)) {
        throw CommandFailure.usage(
            "--signature is missing, and " + file + " is a symbolic link",
            "if it leads to the signature, name it: --signature " + file);
      }
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw CommandFailure.usage(
            "--signature is missing, and "
                + file
                + (Files.isDirectory(file) ? " is a folder" : " is not a regular file"),
            "name the signature file with --signature");
      }
    }
    return Optional.empty();
  }

  /** Refuses to replace a file that is neither empty nor a signature, such as one of the model. */
  static void refuseToReplace(Path file) throws CommandFailure {
    if (Files.isRegularFile(file) && file.toFile().length() > 0 && !isBundle(file)) {
      throw CommandFailure.usage(
          "the signature cannot be written to "
              + file
              + ": it would replace a file that is not a signature",
          "name another file with --signature, or remove this one first if nobody needs it");
    }
  }

  /**
   * The file in the model that is a signature and therefore no part of it; empty when there is
   * none, or when the file of that name is something else.
   */
  static Optional<Path> within(Path model) {
    Path file = model.resolve(NAME);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isBundle(file)
        ? Optional.of(file)
        : Optional.empty();
  }

  private static boolean isBundle(Path file) {
    try {
      BundleReader.read(() -> Files.newInputStream(file));
      return true;
    } catch (IOException | BundleFormatException e) {
      return false;
    }
  }
}
