// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a signature is when {@code --signature} does not say: {@value #NAME}. */
final class UsualSignature {
  /** In the model, where a cluster looks for it, or where {@code sign} writes by default. */
  static final String NAME = "model.sig";

  private UsualSignature() {}

  /** The one to verify: in the model, else in the working directory. */
  static Optional<Path> toVerify(Console console, Path model) {
    return Stream.of(model.resolve(NAME), console.resolve(Path.of(NAME)))
        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        .findFirst();
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
