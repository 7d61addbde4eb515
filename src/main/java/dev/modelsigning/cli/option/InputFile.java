// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.pointer.Pointer;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.KeyText;
import dev.modelsigning.pki.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Small files named on the command line: keys, certificates, bundles. They are read into memory, up
 * to a limit.
 */
public final class InputFile {
  /** For keys and certificate chains; the CA bundle of a Linux distribution has some 250 KiB. */
  static final int PEM_LIMIT = 4 << 20;

  private InputFile() {}

  /**
   * Reads a file.
   *
   * @param what what the file holds, such as "the public key"
   * @param option the option to correct when it cannot be read
   */
  public static byte[] bytes(Path file, int limit, String what, String option)
      throws CommandFailure {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(limit + 1);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? file + " is a directory" : Causes.text(e);
      throw new CommandFailure(
          Exit.USAGE, what + " cannot be read: " + why, "name a readable file with " + option, e);
    }
    if (content.length > limit) {
      throw CommandFailure.usage(
          what + " in " + file + " is larger than " + limit + " bytes",
          "name the right file with " + option);
    }
    Optional<Pointer> pointer = Pointer.of(content);
    if (pointer.isPresent()) {
      throw CommandFailure.usage(
          what
              + " in "
              + file
              + " was not fetched: it is a "
              + pointer.get().kind().text()
              + " pointer",
          "run '" + pointer.get().kind().fetching() + "' in the clone first");
    }
    return content;
  }

  /** Reads a PEM file as text; the caller parses it. */
  public static String pem(Path file, String what, Wanted wanted, String option)
      throws CommandFailure {
    byte[] content = bytes(file, PEM_LIMIT, what, option);
    try {
      return KeyText.pem(content, wanted);
    } catch (KeyMaterialException e) {
      throw MaterialFailures.of(file, what, e.problem(), e);
    }
  }
}
