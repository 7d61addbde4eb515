// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.evidence.EvidenceWriter;
import dev.modelsigning.manifest.hashing.Progress;
import dev.modelsigning.manifest.hashing.ProgressListener;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Progress as NDJSON, one object a line: {@code {"type":"progress","filesDone":..,"filesTotal":..,
 * "bytesDone":..,"bytesTotal":..}}. At most one line a second and the last one, so that a long run
 * fits into a log.
 */
public final class ProgressLines implements ProgressListener {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final EvidenceWriter writer;
  private final Clock clock;
  private Instant next;

  public ProgressLines(PrintStream stream, Clock clock) {
    this.writer =
        new EvidenceWriter(
            line -> {
              stream.println(line);
              stream.flush();
            });
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
    writer.progress(progress);
  }
}
