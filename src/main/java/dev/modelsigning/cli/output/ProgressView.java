// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.evidence.ProgressLines;
import dev.modelsigning.manifest.hashing.ProgressListener;

/** Progress on stderr, for a person or a program. */
public record ProgressView(ProgressListener listener, Runnable end) implements AutoCloseable {

  public static ProgressView of(Console console, ProgressMode mode) {
    return switch (mode) {
      case AUTO -> of(console, console.terminal() ? ProgressMode.BAR : ProgressMode.NDJSON);
      case BAR -> {
        ProgressBar bar = new ProgressBar(console);
        yield new ProgressView(bar, bar::close);
      }
      case NDJSON -> new ProgressView(new ProgressLines(console.err(), console.clock()), () -> {});
      case NONE -> new ProgressView(progress -> {}, () -> {});
    };
  }

  @Override
  public void close() {
    end.run();
  }
}
