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
  private static final String SPLIT =
      "split the model into folders with fewer files, or pack its files into archives";
  private static final String SIGN_PARTS =
      "split the model into folders with a signature file and a ModelSignature each, or pack its files into"
          + " archives";

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
   * Writes the evidence. A bundle that is too large for the log is not helped by passing it another
   * way, since API objects hold far less.
   *
   * @return the digest for the report
   * @throws EvidenceException TOO_LARGE if it does not fit into the log; nothing is written then
   */
  public Digest evidence(Optional<byte[]> bundle, Manifest manifest) throws EvidenceException {
    int entries = manifest.entries().size();
    atMost(Evidence.MAX_ENTRIES, entries, "the manifest has %d entries", SPLIT);
    byte[] encoded = ManifestCodec.encode(manifest);
    int plain = bundle.map(b -> b.length).orElse(0);
    atMost(Evidence.MAX_INFLATED_BYTES, encoded.length, "the manifest has %d bytes", SPLIT);
    atMost(Evidence.MAX_INFLATED_BYTES, plain, "the signature file has %d bytes", SIGN_PARTS);
    byte[] compressedManifest = compressed(encoded);
    atMost(
        Evidence.MAX_COMPRESSED_BYTES,
        compressedManifest.length,
        "the manifest of " + entries + " entries has %d bytes compressed",
        SPLIT);
    Optional<byte[]> compressedBundle = bundle.map(EvidenceWriter::compressed);
    atMost(
        Evidence.MAX_COMPRESSED_BYTES,
        compressedManifest.length + compressedBundle.map(b -> b.length).orElse(0),
        "the manifest of " + entries + " entries and the signature file have %d bytes compressed",
        SIGN_PARTS);
    compressedBundle.ifPresent(bytes -> writeChunks("bundle", bytes));
    writeChunks("manifest", compressedManifest);
    return Evidence.digest(bundle, encoded);
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
