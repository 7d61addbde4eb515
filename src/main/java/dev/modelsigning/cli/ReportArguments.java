package dev.modelsigning.cli;

import picocli.CommandLine.Option;

/** How results and progress are shown. */
final class ReportArguments extends ResultArguments {
  @Option(
      names = "--progress",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description =
          "Progress on stderr: ${COMPLETION-CANDIDATES}. AUTO (default) draws a bar on a terminal and writes"
              + " NDJSON lines elsewhere.")
  ProgressMode progress = ProgressMode.AUTO;
}
