// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelFile;

/**
 * A stretch of a file that one thread hashes in one go.
 *
 * @param stream which digest it belongs to
 * @param piece which piece of that digest's stream it is
 * @param whole whether it is the whole stream
 * @param file the file
 * @param start first byte in the file
 * @param end byte after the last one
 * @param offset of the first byte in the stream
 */
record HashTask(
    int stream, int piece, boolean whole, ModelFile file, long start, long end, long offset) {
  long length() {
    return end - start;
  }

  boolean isAtEndOfFile() {
    return end == file.size();
  }
}
