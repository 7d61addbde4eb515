// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A body of which something has to come now and then: another thread closes it when nothing does,
 * which ends the read that waits for it.
 */
final class WatchedStream extends FilterInputStream {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private final Thread watcher;
  private volatile long waitingSince = -1;
  private volatile boolean silent;

  WatchedStream(InputStream body, Duration patience, LongSupplier nanoTime) {
    super(body);
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
    this.watcher = Thread.ofVirtual().name("watches a download").start(this::watch);
  }

  private void watch() {
    try {
      while (!silent) {
        TimeUnit.NANOSECONDS.sleep(Math.min(LOOK.toNanos(), patienceNanos));
        long since = waitingSince;
        if (since != -1 && nanoTime.getAsLong() - since > patienceNanos) {
          silent = true;
          in.close();
        }
      }
    } catch (InterruptedException | IOException e) {
      // The stream was closed by its reader, or cannot be closed any further.
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    waitingSince = nanoTime.getAsLong() | 1; // never -1 and hardly later
    int count = in.read(into, from, length);
    waitingSince = -1;
    if (silent) {
      throw new IOException("the registry stopped sending");
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    watcher.interrupt();
    super.close();
  }
}
