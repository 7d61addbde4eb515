// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.Failures;
import dev.modelsigning.cli.output.StandardOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine;

/**
 * The plugin {@code kubectl oms}. Exit codes: 0 admitted or shown, 1 refused, 2 for everything that
 * could not be told; 141 when what reads the answer has ended.
 */
public final class KubectlOms {
  private KubectlOms() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Console console =
        new Console(
            new StandardOutput(),
            new PrintStream(
                new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
            Boolean.getBoolean("oms.terminal"),
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Clock.systemUTC(),
            Boolean.getBoolean("oms.ascii"));
    // Everything is flushed and there are no shutdown hooks; System.exit would load a logger first.
    Runtime.getRuntime().halt(run(console, args));
  }

  /** Runs one command in this process. */
  static int run(Console console, String... args) {
    int exit;
    try {
      exit = commands(console).execute(args);
    } catch (Error e) { // out of memory, or an incomplete installation: never an answer
      exit = Failures.broken(console, e);
    }
    if (console.out().checkError() && exit == Exit.DONE.code()) {
      exit = Failures.lost(console);
    }
    console.err().flush();
    return exit == Failures.READER_ENDED ? exit : Math.min(exit, Exit.USAGE.code());
  }

  /** All commands, also for manual pages. */
  public static CommandLine commands(Console console) {
    CommandLine root = new CommandLine(new PluginCommand());
    root.addSubcommand(new ExplainCommand(console));
    root.addSubcommand(new StatusCommand(console));
    root.addSubcommand(new WhyCommand(console));
    root.addSubcommand(new MeasureCommand(console));
    root.addSubcommand(
        new CommandLine(new PolicyCommand()).addSubcommand(new PolicyTestCommand(console)));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExpandAtFiles(false);
    Failures failures = new Failures(console);
    root.setParameterExceptionHandler(failures);
    root.setExecutionExceptionHandler(failures);
    root.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    return root;
  }
}
