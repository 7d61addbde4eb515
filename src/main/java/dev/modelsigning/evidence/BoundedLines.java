// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * Reads lines of a stream; the part of a line beyond the limit is dropped and never held in memory.
 */
final class BoundedLines {
  private final Reader reader;
  private final int limit;

  BoundedLines(Reader reader, int limit) {
    this.reader = reader;
    this.limit = limit;
  }

  /** The next line without its end; empty at the end of the stream. */
  Optional<String> next() throws IOException {
    int c = reader.read();
    if (c < 0) {
      return Optional.empty();
    }
    StringBuilder line = new StringBuilder();
    while (c >= 0 && c != '\n') {
      if (line.length() < limit && c != '\r') {
        line.append((char) c);
      }
      c = reader.read();
    }
    return Optional.of(line.toString());
  }
}
