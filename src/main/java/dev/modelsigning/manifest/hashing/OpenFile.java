// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A model file that is being read. */
interface OpenFile extends Closeable {
  /**
   * Reads at an offset until the buffer is full.
   *
   * @param address of the buffer, 0 when it is on Java's heap
   * @return bytes read, fewer than asked for only at the end of the file
   */
  int read(ByteBuffer buffer, long address, long offset) throws IOException;

  /** Whether it is the file that the walk saw, with the content that it had then. */
  boolean isUnchanged() throws IOException;

  /** Tells the page cache to drop a stretch of it: advice, so nothing fails when it cannot be. */
  void forget(long offset, long length);
}
