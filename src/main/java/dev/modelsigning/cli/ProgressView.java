package dev.modelsigning.cli;

import dev.modelsigning.manifest.ProgressListener;

/** What of the progress the person or program at the other end of stderr sees. */
record ProgressView(ProgressListener listener, Runnable end) implements AutoCloseable {

  static ProgressView of(Console console, ProgressMode mode) {
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
