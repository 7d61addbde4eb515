// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import picocli.CommandLine.Option;

/** Options of every {@code verify} command. */
public final class VerifyingArguments {
  @Option(
      names = {"--ignore-unsigned-files", "--ignore_unsigned_files"},
      negatable = true,
      defaultValue = "false",
      fallbackValue = "true",
      description =
          "Accept a model with files that are not signed. Every signed file is still checked.")
  public boolean ignoreUnsignedFiles;

  @Option(
      names = {"--allow-legacy-format", "--allow_legacy_format"},
      description =
          "Accept pre-1.0 signatures as well (predicate Digests/v0.1), which state less about the model.")
  public boolean allowLegacyFormat;
}
