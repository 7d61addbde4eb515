// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.evidence.ProgressLines;
import dev.modelsigning.manifest.hashing.Progress;
import java.time.Duration;
import java.util.Optional;

/** Reads the progress lines ({@code {"type":"progress",…}}) of a measuring pod's log. */
final class MeasuredProgress {
  /** Lines read: other lines may follow the last progress line. */
  static final int TAIL = 20;

  private MeasuredProgress() {}

  /** The last progress in a piece of log; other lines are skipped. */
  static Optional<ProgressStatus> last(String log, Duration running) {
    return ProgressLines.last(log).map(line -> status(line, running));
  }

  private static ProgressStatus status(Progress line, Duration running) {
    long total = Math.max(0, line.bytesTotal());
    long done = Math.clamp(line.bytesDone(), 0L, total);
    ProgressStatus status = new ProgressStatus();
    status.bytesDone = done;
    status.bytesTotal = total;
    status.percent = total == 0 ? 0 : (int) Math.floor(100.0 * done / total);
    long seconds = running.toSeconds();
    if (seconds > 0) {
      status.bytesPerSecond = done / seconds;
    }
    return status;
  }
}
