package dev.modelsigning.cli;

import picocli.CommandLine.Option;

/** How results and progress are shown. */
final class ReportArguments {
  @Option(names = "--json", description = "Write the result to stdout as one JSON object.")
  boolean json;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description =
          "Progress on stderr: ${COMPLETION-CANDIDATES}. AUTO (default) draws a bar on a terminal and writes"
              + " NDJSON lines elsewhere.")
  ProgressMode progress = ProgressMode.AUTO;
}
