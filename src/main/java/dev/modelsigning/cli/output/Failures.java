// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Where every failure ends: two lines for people, an exit code for programs, never a stack trace
 * alone.
 */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
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
      show(Causes.text(e), help);
    } else {
      show(problemBeforeCommand(e, name), "name one of " + commands(command) + "; " + help);
    }
    UnmatchedArgumentException.printSuggestions(e, command.getErr());
    return Exit.USAGE.code();
  }

  /** A command that only groups others was given something else than one of them. */
  private static String problemBeforeCommand(ParameterException e, String name) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      return "'" + unmatched.getUnmatched().getFirst() + "' is no command of " + name;
    }
    return Causes.text(e);
  }

  private static String commands(CommandLine command) {
    List<String> names = new ArrayList<>();
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              if (!below.getCommandSpec().usageMessage().hidden()) {
                names.add(name);
              }
            });
    return String.join(", ", names);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    return switch (e) {
      case CommandFailure failure -> {
        show(failure.text(), failure.remedy());
        yield failure.exit().code();
      }
      case InterruptedException interrupted -> {
        Thread.currentThread().interrupt();
        show("interrupted before the end", "run the command again");
        yield Exit.UNKNOWN.code();
      }
      default -> {
        show(
            "unexpected failure: " + e,
            "run it again with OMS_DEBUG=1 and report what it prints as a defect");
        if (console.environment().containsKey("OMS_DEBUG")) {
          e.printStackTrace(console.err());
        }
        yield Exit.UNKNOWN.code();
      }
    };
  }

  /** The runtime itself failed; nothing can be said of the model. */
  public static int broken(Console console, Error error) {
    boolean memory = error instanceof OutOfMemoryError;
    show(
        console,
        "could not be done: " + error,
        memory
            ? "give it more memory, for example OMS_JAVA_OPTS=-Xmx2g"
            : "install oms again, whole, and run it with the Java it was built for");
    return Exit.UNKNOWN.code();
  }

  /** It was done, and nobody can know. */
  public static int lost(Console console) {
    show(
        console,
        "the result could not be written to standard output",
        "make room where it goes, or send it elsewhere, and run again");
    return Exit.UNKNOWN.code();
  }

  private void show(String message, String remedy) {
    show(console, message, remedy);
  }

  private static void show(Console console, String message, String remedy) {
    console.note("error: " + message);
    console.note("remedy: " + remedy);
  }
}
