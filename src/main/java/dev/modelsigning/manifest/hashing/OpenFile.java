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
   * @param address of the buffer, 0 if it is on Java's heap
   * @return bytes read, less than the buffer only at the end of the file
   */
  int read(ByteBuffer buffer, long address, long offset) throws IOException;

  /** Whether it is still the file that the walk saw, with the same content. */
  boolean isUnchanged() throws IOException;

  /** Advises the page cache to drop a range of the file; failures are ignored. */
  void forget(long offset, long length);
}
