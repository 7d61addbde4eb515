package dev.modelsigning.cli;

import picocli.CommandLine.Option;

/** How results and progress are shown. */
final class ReportArguments {
  @Option(
      names = "--report",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description =
          "The result on stdout: ${COMPLETION-CANDIDATES}. JSON is one object on one line.")
  ReportFormat format = ReportFormat.TEXT;

  @Option(names = "--json", description = "The same as --report json.")
  boolean json;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      defaultValue = "AUTO",
      description =
          "Progress on stderr: ${COMPLETION-CANDIDATES}. AUTO (default) draws a bar on a terminal and writes"
              + " NDJSON lines elsewhere.")
  ProgressMode progress = ProgressMode.AUTO;

  boolean asJson() {
    return json || format == ReportFormat.JSON;
  }
}
