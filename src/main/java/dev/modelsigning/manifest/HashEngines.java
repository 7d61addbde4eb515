package dev.modelsigning.manifest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The implementations of SHA-256 and the choice between them. */
final class HashEngines {
  /** Large enough that the cost of a call vanishes, small enough to stay in a core's cache. */
  static final int BUFFER_BYTES = 1 << 20;

  private HashEngines() {}

  /** libcrypto when it loads: the JDK's own code is fast only once it has been compiled. */
  static HashEngine best() {
    return LibCrypto.load().<HashEngine>map(engine -> engine).orElse(Jdk.INSTANCE);
  }

  /** The JDK's. */
  enum Jdk implements HashEngine {
    INSTANCE;

    @Override
    public String label() {
      return "jdk";
    }

    @Override
    public Hasher newHasher() {
      return new JdkHasher();
    }
  }

  private static final class JdkHasher implements HashEngine.Hasher {
    private final MessageDigest digest = Digest.newSha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    @Override
    public ByteBuffer buffer() {
      return buffer.clear();
    }

    @Override
    public void begin() {
      digest.reset();
    }

    @Override
    public void update(int length) {
      digest.update(buffer.array(), 0, length);
    }

    @Override
    public Digest finish() {
      return new Digest(Digest.SHA256, digest.digest());
    }

    @Override
    public void close() {
      digest.reset();
    }
  }
}
