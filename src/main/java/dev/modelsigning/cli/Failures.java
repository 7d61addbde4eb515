package dev.modelsigning.cli;

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
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;

  Failures(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    show(Causes.text(e), "see " + command.getCommandSpec().qualifiedName() + " --help");
    UnmatchedArgumentException.printSuggestions(e, command.getErr());
    return Exit.USAGE.code();
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
  static int broken(Console console, Error error) {
    boolean memory = error instanceof OutOfMemoryError;
    show(
        console,
        "could not be done: " + error,
        memory
            ? "give it more memory, for example OMS_JAVA_OPTS=-Xmx2g"
            : "install oms again, whole, and run it with the Java it was built for");
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
