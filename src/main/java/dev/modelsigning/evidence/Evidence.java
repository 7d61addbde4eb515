// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * What a measuring Job returns: the bundle that it found on the volume, if any, and what it
 * measured.
 *
 * @param bundle untrusted bytes
 * @param summary of a bundle that is too large to be here itself
 * @param manifest what was measured; of very many files a summary
 */
public record Evidence(
    Optional<byte[]> bundle, Optional<BundleSummary> summary, Manifest manifest) {
  /** Most compressed bytes of all parts; the kubelet keeps about 10 MiB of a container's log. */
  public static final int MAX_COMPRESSED_BYTES = 8 << 20;

  /**
   * Most bytes of a part after decompression, as many as a bundle may have. Digests do not
   * compress, so an ordinary model reaches the limit above first. This one stops models of many
   * equal files, which could exhaust the operator's memory.
   */
  public static final int MAX_INFLATED_BYTES = 64 << 20;

  /**
   * Most entries of a manifest that is handed over itself; of more, a summary is. More distinct
   * digests do not fit into the log. Only the writer checks it: evidence is read only from pods
   * that ran the operator's own image.
   */
  public static final int MAX_ENTRIES = 250_000;

  /** Most compressed bytes in one line. */
  public static final int CHUNK_BYTES = 12 << 10;

  /** Most characters of a line that is parsed. */
  static final int MAX_LINE = 20 << 10;

  /**
   * The evidenceDigest of the report: SHA-256 over the length of the bundle (8 bytes, big-endian;
   * all ones without a bundle), the bundle, and the encoded manifest. A summary stands in place of
   * the bundle, with the complement of its length.
   */
  static Digest digest(Optional<byte[]> bundle, Optional<byte[]> summary, byte[] manifest) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    long length =
        summary.isPresent()
            ? ~(long) summary.get().length
            : bundle.map(bytes -> (long) bytes.length).orElse(-1L);
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(length).flip());
    summary.or(() -> bundle).ifPresent(sha256::update);
    return new Digest(Digest.SHA256, sha256.digest(manifest));
  }
}
