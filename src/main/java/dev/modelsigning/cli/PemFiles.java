package dev.modelsigning.cli;

import java.nio.file.Path;
import java.util.List;

/** Certificates spread over several files. */
final class PemFiles {
  private PemFiles() {}

  static String joined(Console console, List<Path> files, String option) throws CommandFailure {
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      // A file may end without a newline, and two PEM markers on one line are none.
      all.append(InputFile.pem(console.resolve(file), "the certificate chain", option))
          .append('\n');
    }
    return all.toString();
  }
}
