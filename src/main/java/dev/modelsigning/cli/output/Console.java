// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.text.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command uses of the process it runs in.
 *
 * @param out results only
 * @param err progress, warnings and errors
 * @param terminal whether {@code err} is a terminal, where a progress line may overwrite itself
 * @param environment environment variables
 * @param workingDirectory absolute; relative arguments are resolved against it
 * @param clock for the validity of certificates and for progress
 */
public record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Map<String, String> environment,
    Path workingDirectory,
    Clock clock) {

  public Console {
    environment = Map.copyOf(environment);
  }

  /** An argument as a normalised absolute path. */
  public Path resolve(Path argument) {
    return workingDirectory.resolve(argument).normalize();
  }

  /** Prints a line of results, with control characters replaced. */
  public void line(String text) {
    out.println(Printable.of(text));
  }

  /** Prints a line about the run, with control characters replaced. */
  public void note(String text) {
    err.println(Printable.of(text));
  }
}
