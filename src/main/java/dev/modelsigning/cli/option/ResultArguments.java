// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import picocli.CommandLine.Option;

/** How results are printed; {@link ReportArguments} adds progress. */
public class ResultArguments {
  @Option(
      names = "--report",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description =
          "Format of the result on stdout: ${COMPLETION-CANDIDATES}. JSON is one object on one line.")
  private ReportFormat format = ReportFormat.TEXT;

  @Option(names = "--json", description = "Short for --report json.")
  private boolean json;

  public final boolean asJson() {
    return json || format == ReportFormat.JSON;
  }
}
