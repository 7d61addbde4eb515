// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints every failure as two lines, error and hint, and maps it to an exit code. A stack trace is
 * printed only on request.
 */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** What a shell says of a program that SIGPIPE ended, as most end when head has enough. */
  public static final int READER_ENDED = 128 + 13;

  private final Console console;

  public Failures(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String help = "see " + name + " --help";
    if (command.getSubcommands().isEmpty()) {
      show(UnknownOption.among(args, command).orElseGet(() -> Causes.text(e)), help);
    } else {
      show(problemBeforeCommand(e, command), "use one of " + commands(command) + "; " + help);
    }
    return Exit.USAGE.code();
  }

  /** A command that groups others was given a word that is not one of them. */
  private static String problemBeforeCommand(ParameterException e, CommandLine command) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      String word = unmatched.getUnmatched().getFirst();
      return "'"
          + word
          + "' is not a command of "
          + command.getCommandSpec().qualifiedName()
          + Nearest.suggestion(
              word, command.getSubcommands().keySet().stream(), Math.max(1, word.length() / 2));
    }
    return Causes.text(e);
  }

  private static String commands(CommandLine command) {
    return String.join(", ", command.getSubcommands().keySet());
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    return switch (e) {
      case CommandFailure failure -> {
        show(failure.text(), failure.hint());
        yield failure.exit().code();
      }
      case InterruptedException interrupted -> {
        Thread.currentThread().interrupt();
        show("the command was interrupted", "run it again");
        yield Exit.UNKNOWN.code();
      }
      default -> {
        show(
            "unexpected failure: " + e,
            "run the command again with OMS_DEBUG=1 and report its output as a defect");
        if (console.environment().containsKey("OMS_DEBUG")) {
          e.printStackTrace(console.err());
        }
        yield Exit.UNKNOWN.code();
      }
    };
  }

  /** The JVM failed; this says nothing about the model. */
  public static int broken(Console console, Error error) {
    String hint =
        switch (error) {
          case OutOfMemoryError _ -> "give it more memory, for example with OMS_JAVA_OPTS=-Xmx2g";
          case StackOverflowError _ ->
              "an input is nested more deeply than can be read; correct it, or name another file";
          default -> "reinstall oms completely, and run it with the Java version it was built for";
        };
    show(console, "the JVM failed: " + error, hint);
    return Exit.UNKNOWN.code();
  }

  /** The work is done, but its result is lost. */
  public static int lost(Console console) {
    if (console.out() instanceof StandardOutput out && out.isPipe()) {
      return READER_ENDED;
    }
    show(
        console,
        "the result cannot be written to standard output",
        "free space where it is redirected to, or redirect it elsewhere, and run the command"
            + " again");
    return Exit.UNKNOWN.code();
  }

  private void show(String message, String hint) {
    show(console, message, hint);
  }

  private static void show(Console console, String message, String hint) {
    console.note("error: " + message);
    console.note("hint: " + hint);
  }
}
