// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import picocli.CommandLine.Option;

/** What {@code verify key} and {@code verify certificate} share beside the model. */
public final class VerifyingArguments {
  @Option(
      names = {"--ignore-unsigned-files", "--ignore_unsigned_files"},
      negatable = true,
      defaultValue = "false",
      fallbackValue = "true",
      description =
          "Do not reject a model for files that are not signed. Every signed one is still checked.")
  public boolean ignoreUnsignedFiles;

  @Option(
      names = {"--allow-legacy-format", "--allow_legacy_format"},
      description =
          "Also read signatures of the time before OMS 1.0 (predicate Digests/v0.1), which state less about"
              + " the model.")
  public boolean allowLegacyFormat;
}
