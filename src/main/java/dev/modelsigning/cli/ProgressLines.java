package dev.modelsigning.cli;

import dev.modelsigning.manifest.Progress;
import dev.modelsigning.manifest.ProgressListener;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Progress as NDJSON, one object a line: {@code {"type":"progress","filesDone":..,"filesTotal":..,
 * "bytesDone":..,"bytesTotal":..}}. At most one line a second, so that a long run fits into a log.
 */
final class ProgressLines implements ProgressListener {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final PrintStream stream;
  private final Clock clock;
  private Instant next;

  ProgressLines(PrintStream stream, Clock clock) {
    this.stream = stream;
    this.clock = clock;
    this.next = clock.instant().plus(INTERVAL);
  }

  @Override
  public synchronized void onProgress(Progress progress) {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(INTERVAL);
    stream.println(line(progress));
    stream.flush();
  }

  static String line(Progress p) {
    return String.format(
        Locale.ROOT,
        "{\"type\":\"progress\",\"filesDone\":%d,\"filesTotal\":%d,\"bytesDone\":%d,\"bytesTotal\":%d}",
        p.filesDone(),
        p.filesTotal(),
        p.bytesDone(),
        p.bytesTotal());
  }
}
