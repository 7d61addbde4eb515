// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** An implementation of one digest. Safe for use by many threads; its hashers are not. */
interface HashEngine {
  /** For people: {@code native}, {@code libcrypto}, {@code jdk} or {@code bouncycastle}. */
  String label();

  /** How many streams one hasher takes at a time, at least 1. */
  int lanes();

  /** How long streams are hashed in pieces; empty where the digest has no such structure. */
  default Optional<Pieces> pieces() {
    return Optional.empty();
  }

  /** A hasher with buffers of its own, used by one thread for many streams. */
  Hasher newHasher();

  /** Pieces of a stream, hashed apart from each other and then joined. */
  interface Pieces {
    /** Length of every piece but the last; streams that are not longer are not cut. */
    long bytes();

    /** The digest of a stream from what its pieces came to, in order; there are at least two. */
    byte[] join(List<byte[]> results);
  }

  /** Hashes what was read into its buffers, one per lane. */
  interface Hasher extends AutoCloseable {
    /** The buffer of a lane to read into: position 0, limit at its capacity. */
    ByteBuffer buffer(int lane);

    /** Where that buffer is, for native readers; 0 when it is on Java's heap. */
    long address(int lane);

    /**
     * Starts a stream, or a piece of one.
     *
     * @param offset of the piece in its stream
     * @param length of the stream or piece
     * @param whole whether it is the whole stream
     */
    void begin(int lane, long offset, long length, boolean whole);

    /**
     * Takes the first bytes of each lane's buffer, 0 for a lane that has nothing. All but the last
     * bytes of a stream come in full buffers.
     */
    void update(int[] lengths);

    /** The digest of the stream, or what {@link Pieces#join} needs of the piece. */
    byte[] finish(int lane);

    @Override
    void close();
  }
}
