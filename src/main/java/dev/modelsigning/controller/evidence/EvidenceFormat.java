// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import dev.modelsigning.evidence.BundleSummary;
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
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What was measured, as bytes: gzip over a version, and bundle, its summary and manifest where
 * there are. Further bundles, if any, follow with their number before them, where a reader that
 * knows of none has come to its end.
 */
final class EvidenceFormat {
  private static final int VERSION = 3;

  /** Far above what the evidence protocol lets through; bounds a damaged length. */
  private static final int MAX_PART_BYTES = 256 << 20;

  private EvidenceFormat() {}

  /** What was measured, the same bytes for the same bundle and files. */
  static byte[] writeContent(Measured measured) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeByte(VERSION);
      part(out, measured.bundle());
      part(out, measured.summary().map(BundleSummary::toBytes));
      part(out, measured.manifest().map(ManifestCodec::encode));
      if (!measured.additional().isEmpty()) {
        out.writeByte(measured.additional().size());
        for (byte[] bundle : measured.additional()) {
          part(out, Optional.of(bundle));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Evidence could not be written to memory", e);
    }
    return bytes.toByteArray();
  }

  /** The evidence of a report and what it is about, or empty when they are damaged. */
  static Optional<Measured> read(String report, byte[] content) {
    try (var in = new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(content)))) {
      if (in.readUnsignedByte() != VERSION) {
        return Optional.empty();
      }
      Optional<byte[]> bundle = part(in);
      Optional<byte[]> summary = part(in);
      Optional<byte[]> manifest = part(in);
      Optional<Manifest> decoded =
          manifest.isEmpty() ? Optional.empty() : Optional.of(ManifestCodec.decode(manifest.get()));
      return Optional.of(
          new Measured(
              TerminationReport.parse(report),
              bundle,
              summary.isEmpty() ? Optional.empty() : Optional.of(BundleSummary.read(summary.get())),
              decoded,
              additional(in)));
    } catch (IOException | ManifestFormatException | EvidenceException e) {
      return Optional.empty();
    }
  }

  private static List<byte[]> additional(DataInputStream in) throws IOException {
    int count = in.read();
    List<byte[]> bundles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      part(in).ifPresent(bundles::add);
    }
    return bundles;
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
