// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.hashing.Progress;
import dev.modelsigning.manifest.hashing.ProgressListener;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Progress as NDJSON, one object per line: {@code
 * {"type":"progress","filesDone":..,"filesTotal":.., "bytesDone":..,"bytesTotal":..}}. As a
 * listener it writes at most one line a second, and a last one, so that the output of a long run
 * fits into a log.
 */
public final class ProgressLines implements ProgressListener {
  private static final String TYPE = "progress";
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final PrintStream stream;
  private final Clock clock;
  private Instant next;

  public ProgressLines(PrintStream stream, Clock clock) {
    this.stream = stream;
    this.clock = clock;
    this.next = clock.instant().plus(INTERVAL);
  }

  @Override
  public synchronized void onProgress(Progress progress) {
    Instant now = clock.instant();
    boolean last = progress.filesDone() == progress.filesTotal();
    if (now.isBefore(next) && !last) {
      return;
    }
    next = now.plus(INTERVAL);
    stream.println(text(progress));
    stream.flush();
  }

  /** The line without its end. */
  static String text(Progress progress) {
    ObjectNode line = StrictJson.object();
    line.put("type", TYPE);
    line.put("filesDone", progress.filesDone());
    line.put("filesTotal", progress.filesTotal());
    line.put("bytesDone", progress.bytesDone());
    line.put("bytesTotal", progress.bytesTotal());
    return StrictJson.write(line);
  }

  /** The progress in one line of a log; empty if it is another line. */
  static Optional<Progress> progress(String line) {
    return line.length() > Evidence.MAX_LINE
        ? Optional.empty()
        : EvidenceJson.line(line, TYPE).map(ProgressLines::progress);
  }

  /** The last progress in a piece of a log; other lines are skipped. */
  public static Optional<Progress> last(String log) {
    return log.lines()
        .map(ProgressLines::progress)
        .flatMap(Optional::stream)
        .reduce((earlier, later) -> later);
  }

  private static Progress progress(JsonNode json) {
    return new Progress(
        json.path("filesDone").asLong(),
        json.path("filesTotal").asLong(),
        json.path("bytesDone").asLong(),
        json.path("bytesTotal").asLong());
  }
}
