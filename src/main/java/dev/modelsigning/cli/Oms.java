// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.Failures;
import dev.modelsigning.cli.output.PathText;
import dev.modelsigning.cli.output.StandardOutput;
import dev.modelsigning.trust.SignatureChecks;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine;

/**
 * The {@code oms} command line: signs, verifies, inspects and measures models, on laptops and in
 * Jobs. Exit codes are those of {@link Exit}, and 141 when what reads the result has ended.
 */
public final class Oms {
  private Oms() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Console console = processConsole();
    int exit = Exit.USAGE.code();
    if (!PathText.isRefused(console, System.getProperty("user.dir"))) {
      prepare(args);
      exit = run(console, args);
    }
    // Everything is flushed and there are no shutdown hooks; System.exit would load a logger first.
    Runtime.getRuntime().halt(exit);
  }

  /** The streams, environment, working directory and clock of this process. */
  static Console processConsole() {
    return new Console(
        new StandardOutput(),
        new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
        Boolean.getBoolean("oms.terminal"),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        Clock.systemUTC(),
        Boolean.getBoolean("oms.ascii"));
  }

  /** Starts or disables what is slow and does not depend on the parsed arguments. */
  static void prepare(String... args) {
    // picocli would look for a class of Groovy, which opens every jar to find that it is missing.
    System.setProperty("picocli.disable.closures", "true");
    // No option has these types; picocli would look up their converters by reflection.
    System.setProperty("picocli.converters.excludes", "java[.](sql|time)[.].*");
    if (args.length > 1 && ("verify".equals(args[0]) || "sign".equals(args[0]))) {
      SignatureChecks.prepare();
    }
  }

  /** Runs one command in this process. */
  static int run(Console console, String... args) {
    int exit;
    try {
      exit = commandLine(console, args).execute(args);
    } catch (Error e) { // out of memory, or an incomplete installation: never a verdict
      exit = Failures.broken(console, e);
    }
    if (console.out().checkError() && exit == Exit.DONE.code() && !isMeasuring(args)) {
      exit = Failures.lost(console);
    }
    console.err().flush();
    return exit;
  }

  /** Its result is the report in the termination log, and it checks the stream of its evidence. */
  private static boolean isMeasuring(String... args) {
    return args.length > 0 && "measure".equals(args[0]);
  }

  static CommandLine commandLine(Console console, String... args) {
    CommandLine root = CommandTree.of(console).commandLine(args);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExpandAtFiles(false);
    root.registerConverter(Path.class, text -> PathText.argument(console, text));
    Failures failures = new Failures(console);
    root.setParameterExceptionHandler(failures);
    root.setExecutionExceptionHandler(failures);
    root.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    return root;
  }
}
