// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.testing.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** One run of the command line in this process, with what it wrote. */
public record OmsRun(int exit, String out, String err) {
  private static final Clock CLOCK = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  public static OmsRun in(Path folder, String... args) {
    return in(folder, Map.of(), CLOCK, args);
  }

  public static OmsRun in(
      Path folder, Map<String, String> environment, Clock clock, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Oms.run(console(folder, environment, clock, out, err), args);
    return new OmsRun(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /**
   * What a measuring Job runs: Job {@code uid-1} with nonce {@code n-1}, whose report is the file
   * {@code report} of the folder.
   */
  public static OmsRun measuring(Path folder, String root, String... args) {
    List<String> all =
        new ArrayList<>(
            List.of("measure", "--root=" + root, "--nonce=n-1", "--termination-log=report"));
    all.addAll(List.of(args));
    return in(folder, Map.of("OMS_JOB_UID", "uid-1"), CLOCK, all.toArray(String[]::new));
  }

  /** All commands with the settings of a real run. */
  static CommandLine commands(Path folder) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return Oms.commandLine(console(folder, Map.of(), CLOCK, nowhere, nowhere));
  }

  private static Console console(
      Path folder,
      Map<String, String> environment,
      Clock clock,
      OutputStream out,
      OutputStream err) {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        environment,
        folder,
        clock);
  }
}
