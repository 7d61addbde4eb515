// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelFile;
import java.util.List;

/** Adds up the work of all threads and calls the listener, one call at a time. */
final class ProgressCount {
  /** Bytes between two calls of the listener. */
  private static final long STEP_BYTES = 16L << 20;

  private final ProgressListener listener;
  private final long filesTotal;
  private final long bytesTotal;
  private long filesDone;
  private long bytesDone;
  private long toldBytes;

  ProgressCount(List<ModelFile> files, ProgressListener listener) {
    this.listener = listener;
    this.filesTotal = files.size();
    long bytes = 0;
    for (ModelFile file : files) {
      bytes += file.size();
    }
    this.bytesTotal = bytes;
  }

  long bytesTotal() {
    return bytesTotal;
  }

  synchronized void start() {
    tell();
  }

  synchronized void bytesDone(long bytes) {
    bytesDone += bytes;
    if (bytesDone - toldBytes >= STEP_BYTES) {
      tell();
    }
  }

  /** Counts a file with the last of its tasks. */
  synchronized void taskDone(HashTask task) {
    if (task.isAtEndOfFile()) {
      filesDone++;
    }
  }

  /** Reports the end, including empty files, which have no shards. */
  synchronized void end() {
    filesDone = filesTotal;
    tell();
  }

  private void tell() {
    toldBytes = bytesDone;
    listener.onProgress(new Progress(filesDone, filesTotal, bytesDone, bytesTotal));
  }
}
