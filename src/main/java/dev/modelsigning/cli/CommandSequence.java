// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the command lines of a file in one process, each as {@code oms} would, up to the first that
 * does not exit with 0. The build records such a run as the JDK's AOT cache, which is valid only
 * for the class path it was recorded with, so this class has to be in the shipped jar. No command
 * of {@code oms} leads here.
 *
 * <p>Usage: {@code java dev.modelsigning.cli.CommandSequence FILE}; one command line per line,
 * words separated by single spaces.
 */
final class CommandSequence {
  private CommandSequence() {}

  public static void main(String[] args) throws IOException {
    Console console = Oms.processConsole();
    int exit = Exit.DONE.code();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      if (exit == Exit.DONE.code()) {
        String[] words = line.split(" ", -1);
        Oms.prepare(words);
        exit = Oms.run(console, words);
      }
    }
    Runtime.getRuntime().halt(exit);
  }
}
