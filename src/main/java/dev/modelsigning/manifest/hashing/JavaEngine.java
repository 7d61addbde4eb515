// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The digests in Java: the JDK's SHA-256, Bouncy Castle's BLAKE. */
enum JavaEngine implements HashEngine {
  SHA256("jdk"),
  BLAKE2B("bouncycastle"),
  BLAKE3("bouncycastle");

  private static final int BUFFER_BYTES = 256 << 10;

  private final String label;

  JavaEngine(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public Hasher newHasher() {
    return new JavaHasher(
        switch (this) {
          case SHA256 -> Digest.newSha256();
          case BLAKE2B -> BlakeDigests.blake2b();
          case BLAKE3 -> BlakeDigests.blake3();
        });
  }

  private static final class JavaHasher implements Hasher {
    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    JavaHasher(MessageDigest digest) {
      this.digest = digest;
    }

    @Override
    public ByteBuffer buffer(int lane) {
      return buffer.clear();
    }

    @Override
    public long address(int lane) {
      return 0;
    }

    @Override
    public void begin(int lane, long offset, long length, boolean whole) {
      digest.reset();
    }

    @Override
    public void update(int[] lengths) {
      digest.update(buffer.array(), 0, lengths[0]);
    }

    @Override
    public byte[] finish(int lane) {
      return digest.digest();
    }

    @Override
    public void close() {
      digest.reset();
    }
  }
}
