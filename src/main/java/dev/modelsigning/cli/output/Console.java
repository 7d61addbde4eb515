// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
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
 * @param asciiOnly whether whoever reads it has another character set than Unicode
 */
public record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Map<String, String> environment,
    Path workingDirectory,
    Clock clock,
    boolean asciiOnly) {
  private static final Path PARENT = Path.of("..");

  public Console {
    environment = Map.copyOf(environment);
  }

  /** With all of Unicode. */
  public Console(
      PrintStream out,
      PrintStream err,
      boolean terminal,
      Map<String, String> environment,
      Path workingDirectory,
      Clock clock) {
    this(out, err, terminal, environment, workingDirectory, clock, false);
  }

  /**
   * An argument as an absolute path without {@code .} and {@code ..}. After a link, {@code ..} is
   * the parent of the folder that it leads to, as everywhere else; only what does not exist is
   * taken by its name.
   */
  public Path resolve(Path argument) {
    Path whole = workingDirectory.resolve(argument);
    for (Path head = whole; head != null; head = head.getParent()) {
      if (PARENT.equals(head.getFileName())) {
        try {
          return head.toRealPath().resolve(rest(whole, head.getNameCount())).normalize();
        } catch (NoSuchFileException e) {
          return whole.normalize();
        } catch (IOException e) {
          return whole; // whoever opens it is refused for the same reason
        }
      }
    }
    return whole.normalize();
  }

  private static Path rest(Path whole, int from) {
    int end = whole.getNameCount();
    return from == end ? Path.of("") : whole.subpath(from, end);
  }

  /** Prints a line of results, with control characters replaced. */
  public void line(String text) {
    out.println(printable(text));
  }

  /** Prints a line about the run, with control characters replaced. */
  public void note(String text) {
    err.println(printable(text));
  }

  private String printable(String text) {
    String printable = Printable.of(text);
    return asciiOnly ? Printable.ascii(printable) : printable;
  }
}
