package dev.modelsigning.verification;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a measuring Job hands back: the bundle it found, if it was to find one, and what it
 * measured.
 *
 * @param bundle untrusted bytes
 */
public record Evidence(Optional<byte[]> bundle, Manifest manifest) {
  /** Most compressed bytes of all parts: the kubelet keeps about 10 MiB of a container's log. */
  public static final int MAX_COMPRESSED_BYTES = 8 << 20;

  /** Most bytes of a part after decompression. */
  public static final int MAX_INFLATED_BYTES = 256 << 20;

  /** Most compressed bytes in one line. */
  public static final int CHUNK_BYTES = 12 << 10;

  /** Most characters of a line that is looked at. */
  static final int MAX_LINE = 20 << 10;

  /**
   * The digest that the report carries: SHA-256 over the length of the bundle (8 bytes, big-endian;
   * all ones without a bundle), the bundle, and the encoded manifest.
   */
  static Digest digest(Optional<byte[]> bundle, byte[] manifest) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long length = bundle.map(bytes -> (long) bytes.length).orElse(-1L);
    all.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(length).array());
    bundle.ifPresent(all::writeBytes);
    all.writeBytes(manifest);
    return Digest.sha256(all.toByteArray());
  }
}
