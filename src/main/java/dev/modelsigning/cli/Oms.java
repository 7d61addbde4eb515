// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.Failures;
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
 * Jobs. Exit codes are those of {@link Exit}.
 */
public final class Oms {
  private Oms() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Console console =
        new Console(
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            Boolean.getBoolean("oms.terminal"),
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Clock.systemUTC());
    prepare(args);
    // Everything is flushed and nothing is to be run at the end: exit would first load a logger for
    // itself.
    Runtime.getRuntime().halt(run(console, args));
  }

  /** What takes long and can be begun, or left out, before the arguments are read. */
  static void prepare(String... args) {
    // Looking for a class of Groovy, which is not there, would open every jar.
    System.setProperty("picocli.disable.closures", "true");
    // No option is of these types, and their converters are looked up by reflection.
    System.setProperty("picocli.converters.excludes", "java[.](sql|time)[.].*");
    if (args.length > 1 && ("verify".equals(args[0]) || "sign".equals(args[0]))) {
      SignatureChecks.prepare();
    }
  }

  /** UTF-8 whatever the locale: names of files are, and so is JSON. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /** Runs one command in this process. */
  static int run(Console console, String... args) {
    int exit;
    try {
      exit = commandLine(console, args).execute(args);
    } catch (Error e) { // no memory, or an installation that is not whole: never a verdict
      exit = Failures.broken(console, e);
    }
    if (console.out().checkError() && exit == Exit.DONE.code() && !isMeasuring(args)) {
      exit = Failures.lost(console);
    }
    console.err().flush();
    return exit;
  }

  /** Its result is the report in the termination log, and it looks after its evidence itself. */
  private static boolean isMeasuring(String... args) {
    return args.length > 0 && "measure".equals(args[0]);
  }

  static CommandLine commandLine(Console console, String... args) {
    CommandLine root = CommandTree.of(console).commandLine(args);
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
