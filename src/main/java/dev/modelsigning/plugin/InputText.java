// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Manifests from a file, or from standard input where {@code -} stands for it. */
final class InputText {
  /** More than any set of manifests that people review. */
  private static final int MOST_BYTES = 64 << 20;

  private static final Path STANDARD_INPUT = Path.of("-");

  private InputText() {}

  /** What the text is called in errors. */
  static String nameOf(Console console, Path file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : console.resolve(file).toString();
  }

  /**
   * Reads all of it.
   *
   * @throws CommandFailure when it cannot be read, or is larger than 64 MiB
   */
  static String of(Console console, Path file) throws CommandFailure {
    String name = nameOf(console, file);
    try (InputStream in =
        file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(console.resolve(file))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw CommandFailure.usage(
            name + " is larger than " + (MOST_BYTES >> 20) + " MiB", "name fewer manifests");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CommandFailure.usage(
          name + " cannot be read: " + Causes.text(e), "name a file with manifests");
    }
  }
}
