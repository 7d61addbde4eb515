// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.text.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command may see and touch of the process it runs in.
 *
 * @param out results, nothing else
 * @param err progress, warnings and errors
 * @param terminal whether {@code err} is a terminal, where a progress line may overwrite itself
 * @param environment environment variables
 * @param workingDirectory absolute; relative arguments start here
 * @param clock the time now, for the validity of certificates and for progress
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

  public Path resolve(Path argument) {
    return workingDirectory.resolve(argument).normalize();
  }

  /** A line of results; what came from files cannot steer the terminal with it. */
  public void line(String text) {
    out.println(Printable.of(text));
  }

  /** A line for the person who waits. */
  public void note(String text) {
    err.println(Printable.of(text));
  }
}
