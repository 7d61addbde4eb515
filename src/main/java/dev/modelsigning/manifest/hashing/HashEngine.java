// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** An implementation of one digest. It is thread-safe; its hashers are not. */
interface HashEngine {
  /** A name for output: {@code native}, {@code libcrypto}, {@code jdk} or {@code bouncycastle}. */
  String label();

  /** How many streams a hasher processes at a time, at least 1. */
  int lanes();

  /** How long streams are divided into pieces; empty if the digest has no such structure. */
  default Optional<Pieces> pieces() {
    return Optional.empty();
  }

  /** A hasher with its own buffers, used by one thread for many streams. */
  Hasher newHasher();

  /** Pieces of a stream, hashed independently and then joined. */
  interface Pieces {
    /** Length of every piece except the last; shorter streams are not divided. */
    long bytes();

    /** The digest of a stream from the results of its pieces, at least two, in order. */
    byte[] join(List<byte[]> results);
  }

  /** Hashes what is read into its buffers, one per lane. */
  interface Hasher extends AutoCloseable {
    /** The buffer of a lane for reading: position 0, limit at its capacity. */
    ByteBuffer buffer(int lane);

    /** The address of that buffer, for native readers; 0 if it is on Java's heap. */
    long address(int lane);

    /**
     * Starts a stream or a piece of one.
     *
     * @param offset of the piece in its stream
     * @param length of the stream or piece
     * @param whole whether it is the whole stream
     */
    void begin(int lane, long offset, long length, boolean whole);

    /**
     * Hashes the first bytes of each lane's buffer, 0 bytes for an idle lane. All bytes of a stream
     * except the last ones come in full buffers.
     */
    void update(int[] lengths);

    /** The digest of the stream, or the result of the piece for {@link Pieces#join}. */
    byte[] finish(int lane);

    @Override
    void close();
  }
}
