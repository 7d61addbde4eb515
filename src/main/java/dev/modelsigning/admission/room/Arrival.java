// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The body of a request on its way. Everybody in the cluster can connect and send slowly, and the
 * API server sends at once: a body has a time to arrive in, and until it is here as a whole it
 * takes no room from the reviews that can be decided.
 */
public final class Arrival extends InputStream {
  private final long deadline;
  private InputStream from;
  private boolean complete;

  /**
   * Reads nothing yet.
   *
   * @param patience from now until the last byte
   */
  public Arrival(InputStream from, Duration patience) {
    this.from = from;
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  /** Waits for the rest, which is held in memory from now on. */
  public void complete() throws IOException, TurnedAwayException {
    byte[] rest = readNBytes(Room.LARGEST_REVIEW + 1);
    if (rest.length > Room.LARGEST_REVIEW) {
      throw new TurnedAwayException(TurnedAwayException.Cause.SIZE);
    }
    from = new ByteArrayInputStream(rest);
    complete = true;
  }

  @Override
  public int read() throws IOException {
    requireTime();
    return from.read();
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    requireTime();
    return from.read(into, at, length);
  }

  private void requireTime() throws IOException {
    if (!complete && System.nanoTime() - deadline > 0) {
      throw new LateException();
    }
  }

  /** The time of the body is over. */
  public static final class LateException extends IOException {
    private static final long serialVersionUID = 1L;

    private LateException() {
      super("the body does not arrive in time");
    }
  }
}
