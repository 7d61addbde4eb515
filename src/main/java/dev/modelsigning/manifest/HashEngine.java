package dev.modelsigning.manifest;

import java.nio.ByteBuffer;

/** An implementation of SHA-256. Safe for use by many threads; its hashers are not. */
interface HashEngine {
  /** For people: {@code libcrypto} or {@code jdk}. */
  String label();

  /** A hasher with a buffer of its own, used by one thread for many files. */
  Hasher newHasher();

  /** SHA-256 over what was read into {@link #buffer}. */
  interface Hasher extends AutoCloseable {
    /** The buffer to read into: position 0, limit at its capacity. */
    ByteBuffer buffer();

    void begin();

    /** Takes the first bytes of the buffer. */
    void update(int length);

    Digest finish();

    @Override
    void close();
  }
}
