// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Writes evidence as NDJSON lines, for the log of a measuring Job. */
public final class EvidenceWriter {
  private static final String SIGN_PARTS =
      "split the model into folders with a signature file and a ModelSignature each, or pack its"
          + " files into archives";

  /** For a summary of the manifest. */
  private static final int ROOM = 256 << 10;

  private final Consumer<String> lines;

  /**
   * A writer to this consumer.
   *
   * @param lines accepts one line at a time, without its end
   */
  public EvidenceWriter(Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * Writes a bundle, if there is one, and the manifest, if it fits into the log with the bundle;
   * else a summary of the manifest.
   *
   * @param bundle one that {@link #holds} says yes to
   * @return the digest for the report
   * @throws EvidenceException TOO_LARGE for another one; nothing is written then
   */
  public Digest evidence(Optional<byte[]> bundle, Manifest manifest) throws EvidenceException {
    Optional<byte[]> compressed = bundle.flatMap(EvidenceWriter::compressedIfSmall);
    if (bundle.isPresent() && compressed.isEmpty()) {
      throw new EvidenceException(
          Reason.TOO_LARGE,
          "the signature file of %d bytes does not fit into the log; %s"
              .formatted(bundle.get().length, SIGN_PARTS));
    }
    int used = compressed.map(bytes -> bytes.length).orElse(0);
    byte[] encoded = ManifestCodec.encode(handedOver(manifest, used));
    compressed.ifPresent(bytes -> writeChunks("bundle", bytes));
    writeChunks("manifest", compressed(encoded));
    return Evidence.digest(bundle, Optional.empty(), encoded);
  }

  /** Whether the log holds a bundle itself, so that nobody needs a summary of it. */
  public static boolean holds(byte[] bundle) {
    return compressedIfSmall(bundle).isPresent();
  }

  /**
   * Writes the summary of a bundle, and one of the manifest: if the bundle is too large, so is the
   * list of its files.
   *
   * @return the digest for the report
   * @throws EvidenceException TOO_LARGE if the rest of the bundle does not fit into the log;
   *     nothing is written then
   */
  public Digest evidence(BundleSummary summary, Manifest manifest) throws EvidenceException {
    byte[] bytes = summary.toBytes();
    byte[] compressed = compressed(bytes);
    atMost(BundleSummary.MAX_BYTES, bytes.length, "the summary has %d bytes", SIGN_PARTS);
    atMost(
        Evidence.MAX_COMPRESSED_BYTES - ROOM,
        compressed.length,
        "certificates, log entries and timestamps of the signature file have %d bytes compressed",
        SIGN_PARTS);
    byte[] encoded = ManifestCodec.encode(manifest.summary());
    writeChunks("summary", compressed);
    writeChunks("manifest", compressed(encoded));
    return Evidence.digest(Optional.empty(), Optional.of(bytes), encoded);
  }

  private static Optional<byte[]> compressedIfSmall(byte[] bundle) {
    return bundle.length > Evidence.MAX_INFLATED_BYTES
        ? Optional.empty()
        : Optional.of(compressed(bundle))
            .filter(bytes -> bytes.length <= Evidence.MAX_COMPRESSED_BYTES - ROOM);
  }

  private static Manifest handedOver(Manifest manifest, int used) {
    if (manifest.entries().size() > Evidence.MAX_ENTRIES) {
      return manifest.summary();
    }
    byte[] encoded = ManifestCodec.encode(manifest);
    boolean fits =
        encoded.length <= Evidence.MAX_INFLATED_BYTES
            && compressed(encoded).length + used <= Evidence.MAX_COMPRESSED_BYTES;
    return fits ? manifest : manifest.summary();
  }

  private static void atMost(int limit, int found, String what, String hint)
      throws EvidenceException {
    if (found > limit) {
      throw new EvidenceException(
          Reason.TOO_LARGE,
          what.formatted(found) + ", more than the limit of " + limit + "; " + hint);
    }
  }

  private void writeChunks(String part, byte[] bytes) {
    int count = Math.ceilDiv(bytes.length, Evidence.CHUNK_BYTES);
    for (int i = 0; i < count; i++) {
      int start = i * Evidence.CHUNK_BYTES;
      int end = Math.min(bytes.length, start + Evidence.CHUNK_BYTES);
      ObjectNode line = StrictJson.object();
      line.put("type", "evidence");
      line.put("part", part);
      line.put("index", i);
      line.put("count", count);
      line.put("data", Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, start, end)));
      lines.accept(StrictJson.write(line));
    }
  }

  private static byte[] compressed(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory failed", e);
    }
    return compressed.toByteArray();
  }
}
