// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestFormatException;
import dev.modelsigning.measurement.Measured;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Evidence as bytes: gzip over a version, the report, and bundle and manifest where there are. */
final class EvidenceFormat {
  private static final int VERSION = 1;

  /** Far above what the evidence protocol lets through; bounds a damaged length. */
  private static final int MAX_PART_BYTES = 256 << 20;

  private EvidenceFormat() {}

  static byte[] write(Measured measured) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeByte(VERSION);
      part(out, Optional.of(measured.report().toJson().getBytes(StandardCharsets.UTF_8)));
      part(out, measured.bundle());
      part(out, measured.manifest().map(ManifestCodec::encode));
    } catch (IOException e) {
      throw new UncheckedIOException("Evidence could not be written to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The evidence in these chunks, or empty when they are damaged. */
  static Optional<Measured> read(List<byte[]> chunks) {
    List<InputStream> streams =
        chunks.stream().<InputStream>map(ByteArrayInputStream::new).toList();
    try (var in =
        new DataInputStream(
            new GZIPInputStream(new SequenceInputStream(Collections.enumeration(streams))))) {
      if (in.readUnsignedByte() != VERSION) {
        return Optional.empty();
      }
      Optional<byte[]> report = part(in);
      Optional<byte[]> bundle = part(in);
      Optional<byte[]> manifest = part(in);
      if (report.isEmpty()) {
        return Optional.empty();
      }
      Optional<Manifest> decoded =
          manifest.isEmpty() ? Optional.empty() : Optional.of(ManifestCodec.decode(manifest.get()));
      String json = new String(report.get(), StandardCharsets.UTF_8);
      return Optional.of(new Measured(TerminationReport.parse(json), bundle, decoded));
    } catch (IOException | ManifestFormatException | EvidenceException e) {
      return Optional.empty();
    }
  }

  private static void part(DataOutputStream out, Optional<byte[]> bytes) throws IOException {
    out.writeInt(bytes.map(b -> b.length).orElse(-1));
    if (bytes.isPresent()) {
      out.write(bytes.get());
    }
  }

  private static Optional<byte[]> part(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return Optional.empty();
    }
    if (length > MAX_PART_BYTES) {
      throw new IOException("a part of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new IOException("cut off");
    }
    return Optional.of(bytes);
  }
}
