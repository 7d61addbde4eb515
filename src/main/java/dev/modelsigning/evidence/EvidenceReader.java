// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestFormatException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads what {@link EvidenceWriter} wrote from an untrusted log with other lines in it. */
public final class EvidenceReader {
  private EvidenceReader() {}

  /**
   * The evidence in a log.
   *
   * @param report of the same Job; its digests must match the evidence
   * @throws EvidenceException if parts are missing, damaged, over a limit, or do not match the
   *     report
   */
  public static Evidence read(InputStream log, TerminationReport report)
      throws EvidenceException, IOException {
    EvidenceParts bundle = new EvidenceParts("bundle");
    EvidenceParts summary = new EvidenceParts("summary");
    EvidenceParts manifest = new EvidenceParts("manifest");
    BufferedReader reader = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8));
    BoundedLines lines = new BoundedLines(reader, Evidence.MAX_LINE);
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      Optional<JsonNode> json = EvidenceJson.line(line.get(), "evidence");
      if (json.isPresent()) {
        String part = json.get().path("part").asText();
        switch (part) {
          case "bundle" -> add(bundle, json.get());
          case "summary" -> add(summary, json.get());
          case "manifest" -> add(manifest, json.get());
          default ->
              throw new EvidenceException(
                  Reason.MALFORMED,
                  "an evidence line names a part that is not bundle, summary or manifest");
        }
      }
    }
    return checked(bundle, summary, manifest, report);
  }

  /** The evidence in a log held in memory. */
  public static Evidence read(String log, TerminationReport report) throws EvidenceException {
    try {
      return read(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)), report);
    } catch (IOException e) {
      throw new EvidenceException(Reason.MALFORMED, "the log cannot be read", e);
    }
  }

  private static Evidence checked(
      EvidenceParts bundleParts,
      EvidenceParts summaryParts,
      EvidenceParts manifestParts,
      TerminationReport report)
      throws EvidenceException {
    Optional<byte[]> bundle = ifThere(bundleParts);
    Optional<byte[]> summary = ifThere(summaryParts);
    if (bundle.isPresent() && summary.isPresent()) {
      throw new EvidenceException(Reason.MALFORMED, "there are both a bundle and a summary of one");
    }
    byte[] encoded = inflated(manifestParts.joined());
    if (!Evidence.digest(bundle, summary, encoded).hex().equals(report.evidenceDigest())) {
      throw new EvidenceException(
          Reason.DIGEST_MISMATCH, "the evidence does not have the evidenceDigest of the report");
    }
    Manifest manifest;
    try {
      manifest = ManifestCodec.decode(encoded);
    } catch (ManifestFormatException e) {
      throw new EvidenceException(Reason.MALFORMED, "the manifest is damaged", e);
    }
    Digest digest = manifest.canonicalDigest();
    if (!digest.hex().equals(report.manifestDigest())) {
      throw new EvidenceException(
          Reason.DIGEST_MISMATCH,
          "the manifest has the digest %s, not the manifestDigest %s of the report"
              .formatted(digest.hex(), report.manifestDigest()));
    }
    return new Evidence(
        bundle,
        summary.isEmpty() ? Optional.empty() : Optional.of(BundleSummary.read(summary.get())),
        manifest);
  }

  private static Optional<byte[]> ifThere(EvidenceParts parts) throws EvidenceException {
    return parts.isEmpty() ? Optional.empty() : Optional.of(inflated(parts.joined()));
  }

  private static void add(EvidenceParts parts, JsonNode line) throws EvidenceException {
    JsonNode index = line.path("index");
    JsonNode count = line.path("count");
    JsonNode data = line.path("data");
    if (!index.isInt() || !count.isInt() || !data.isTextual()) {
      throw new EvidenceException(Reason.MALFORMED, "an evidence line lacks index, count or data");
    }
    try {
      parts.add(index.intValue(), count.intValue(), Base64.getDecoder().decode(data.textValue()));
    } catch (IllegalArgumentException e) {
      throw new EvidenceException(
          Reason.MALFORMED, "the data of an evidence line is not base64", e);
    }
  }

  private static byte[] inflated(byte[] compressed) throws EvidenceException {
    int limit = Evidence.MAX_INFLATED_BYTES;
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      byte[] bytes = gzip.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new EvidenceException(
            Reason.TOO_LARGE, "a part inflates to more than %d bytes".formatted(limit));
      }
      return bytes;
    } catch (IOException e) {
      throw new EvidenceException(Reason.MALFORMED, "a part is not gzip", e);
    }
  }
}
