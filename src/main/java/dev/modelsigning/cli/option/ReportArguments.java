// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.ProgressMode;
import picocli.CommandLine.Option;

/** How results and progress are printed. */
public final class ReportArguments extends ResultArguments {
  @Option(
      names = "--progress",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description =
          "Progress on stderr: ${COMPLETION-CANDIDATES}. AUTO (default) draws a bar on a terminal and writes"
              + " NDJSON lines elsewhere.")
  public ProgressMode progress = ProgressMode.AUTO;
}
