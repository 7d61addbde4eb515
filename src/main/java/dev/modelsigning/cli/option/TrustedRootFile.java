// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.PathText;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.nio.file.Path;
import java.util.Optional;

/** The trusted root in a file that an option or the environment names. */
final class TrustedRootFile {
  private static final String VARIABLE = "OMS_TRUSTED_ROOT";

  private TrustedRootFile() {}

  static TrustedRoot read(Console console, Path file, String option) throws CommandFailure {
    Path path = console.resolve(file);
    byte[] json = InputFile.bytes(path, TrustedRoot.MAX_BYTES, "the trusted root", option);
    try {
      return TrustedRoot.read(path.toString(), json);
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.USAGE, Causes.text(e), "name a trusted_root.json with " + option, e);
    }
  }

  /** The root that the environment names, for command lines that name none. */
  static Optional<TrustedRoot> ofEnvironment(Console console) throws CommandFailure {
    String named = console.environment().getOrDefault(VARIABLE, "");
    if (PathText.isLossy(named)) {
      throw CommandFailure.usage(
          "the environment variable " + VARIABLE + ": " + PathText.problem(named),
          "name the file by a path without such bytes");
    }
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(read(console, Path.of(named), "the environment variable " + VARIABLE));
  }
}
