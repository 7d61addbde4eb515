// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelFile;

/**
 * A range of a file that one thread hashes without interruption.
 *
 * @param stream index of the digest it belongs to
 * @param piece index of the piece in that digest's stream
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
