// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.Siblings;
import dev.modelsigning.text.Printable;
import dev.modelsigning.text.Shortened;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The termination message of a measuring Job, at most {@value #MAX_BYTES} bytes of JSON.
 *
 * @param version of this protocol, {@link #VERSION}
 * @param nonce of the operator
 * @param jobUid as the pod read it from its labels
 * @param shard which part of the work, 0 if it is not divided
 * @param result {@link #MEASURED}, {@link #REFUSED} or {@link #FAILED}
 * @param reason in CamelCase, empty if measured
 * @param message for people, truncated to {@value #MAX_MESSAGE} characters
 * @param manifestDigest hex, see {@link dev.modelsigning.manifest.Manifest#canonicalDigest()};
 *     empty unless the files were read
 * @param evidenceDigest hex, over bundle and manifest; empty unless the files were read
 * @param files number of measured files
 * @param bytes number of measured bytes
 * @param fingerprint of the metadata of all files, {@code sha256:} and hex; empty when an equal one
 *     would prove nothing
 * @param startedAt when the container started
 * @param ignored what lies at paths that were not measured, shortened to what fits
 * @param siblings what lies beside the model on its volume, shortened to what fits
 */
public record TerminationReport(
    int version,
    String nonce,
    String jobUid,
    int shard,
    String result,
    String reason,
    String message,
    String manifestDigest,
    String evidenceDigest,
    long files,
    long bytes,
    String fingerprint,
    Instant startedAt,
    IgnoredContent ignored,
    Siblings siblings) {
  /** The protocol version that this code writes and reads. */
  public static final int VERSION = 3;

  /** Longest termination message that Kubernetes keeps. */
  public static final int MAX_BYTES = 4096;

  /** Longest message; at four bytes per character it leaves room for the other members. */
  public static final int MAX_MESSAGE = 600;

  /** The files were measured. */
  public static final String MEASURED = "Measured";

  /** The content cannot be measured; the operator decides on the verdict. */
  public static final String REFUSED = "Refused";

  /** The measurement could not run. */
  public static final String FAILED = "Failed";

  private static final Pattern FINGERPRINT = Pattern.compile("sha256:[0-9a-f]{64}");

  private static final int MAX_TEXT = 256;
  private static final int MAX_IGNORED_BYTES = 2048;
  private static final int MAX_SIBLINGS_BYTES = 640;

  /** Makes the message one printable line and truncates long texts. */
  public TerminationReport {
    message = Printable.of(message, MAX_MESSAGE);
    nonce = Shortened.to(nonce, MAX_TEXT);
    jobUid = Shortened.to(jobUid, MAX_TEXT);
    reason = Shortened.to(reason, MAX_TEXT);
    fingerprint = Shortened.to(fingerprint, MAX_TEXT);
    // A report has room for a long message or for paths; a measurement has no message.
    ignored = IgnoredJson.fitting(ignored, message.isEmpty() ? MAX_IGNORED_BYTES : 0);
    siblings = SiblingsJson.fitting(siblings, message.isEmpty() ? MAX_SIBLINGS_BYTES : 0);
  }

  /** A report with nothing to say about paths, such as one without a measurement. */
  public TerminationReport(
      int version,
      String nonce,
      String jobUid,
      int shard,
      String result,
      String reason,
      String message,
      String manifestDigest,
      String evidenceDigest,
      long files,
      long bytes,
      String fingerprint,
      Instant startedAt) {
    this(
        version,
        nonce,
        jobUid,
        shard,
        result,
        reason,
        message,
        manifestDigest,
        evidenceDigest,
        files,
        bytes,
        fingerprint,
        startedAt,
        IgnoredContent.NONE,
        Siblings.NONE);
  }

  /** The same with what lies at ignored paths and beside the model. */
  public TerminationReport withUnmeasured(IgnoredContent content, Siblings beside) {
    return new TerminationReport(
        version,
        nonce,
        jobUid,
        shard,
        result,
        reason,
        message,
        manifestDigest,
        evidenceDigest,
        files,
        bytes,
        fingerprint,
        startedAt,
        content,
        beside);
  }

  /**
   * The fingerprint, if it can be compared; reports of earlier builds have another digest there.
   */
  public Optional<String> comparableFingerprint() {
    return Optional.of(fingerprint).filter(text -> FINGERPRINT.matcher(text).matches());
  }

  /** The report as JSON. */
  public String toJson() {
    ObjectNode json = StrictJson.object();
    json.put("version", version);
    json.put("nonce", nonce);
    json.put("jobUid", jobUid);
    json.put("shard", shard);
    json.put("result", result);
    json.put("reason", reason);
    json.put("message", message);
    json.put("manifestDigest", manifestDigest);
    json.put("evidenceDigest", evidenceDigest);
    json.put("files", files);
    json.put("bytes", bytes);
    json.put("fingerprint", fingerprint);
    json.put("startedAt", startedAt.toString());
    json.set("ignored", IgnoredJson.write(ignored));
    json.set("siblings", SiblingsJson.write(siblings));
    return StrictJson.write(json);
  }

  /**
   * Reads what {@link #toJson} writes.
   *
   * @throws EvidenceException MALFORMED for anything else
   */
  public static TerminationReport parse(String json) throws EvidenceException {
    if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new EvidenceException(
          Reason.MALFORMED, "the termination message is longer than %d bytes".formatted(MAX_BYTES));
    }
    try {
      JsonNode node = EvidenceJson.JSON.read(json);
      int version = count(node, "version");
      if (version != VERSION) {
        throw new EvidenceException(
            Reason.MALFORMED,
            "the report has version %d, not %d; use the image of the operator's own version"
                .formatted(version, VERSION));
      }
      return new TerminationReport(
          version,
          text(node, "nonce"),
          text(node, "jobUid"),
          count(node, "shard"),
          result(node),
          text(node, "reason"),
          text(node, "message"),
          text(node, "manifestDigest"),
          text(node, "evidenceDigest"),
          number(node, "files"),
          number(node, "bytes"),
          text(node, "fingerprint"),
          Instant.parse(text(node, "startedAt")),
          IgnoredJson.read(node.path("ignored")),
          SiblingsJson.read(node.path("siblings")));
    } catch (JsonProcessingException | DateTimeParseException e) {
      throw new EvidenceException(
          Reason.MALFORMED, "the termination message is not a report of a measuring Job", e);
    }
  }

  private static String result(JsonNode node) throws EvidenceException {
    String result = text(node, "result");
    return switch (result) {
      case MEASURED, REFUSED, FAILED -> result;
      default -> throw new EvidenceException(Reason.MALFORMED, "the report's 'result' is unknown");
    };
  }

  private static String text(JsonNode node, String member) throws EvidenceException {
    JsonNode value = node.path(member);
    if (!value.isTextual()) {
      throw new EvidenceException(
          Reason.MALFORMED, "the report's '%s' is missing or not a string".formatted(member));
    }
    return value.textValue();
  }

  private static int count(JsonNode node, String member) throws EvidenceException {
    long number = number(node, member);
    if (number > Integer.MAX_VALUE) {
      throw new EvidenceException(
          Reason.MALFORMED, "the report's '%s' is out of range".formatted(member));
    }
    return (int) number;
  }

  private static long number(JsonNode node, String member) throws EvidenceException {
    JsonNode value = node.path(member);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new EvidenceException(
          Reason.MALFORMED, "the report's '%s' is missing or not a count".formatted(member));
    }
    return value.longValue();
  }
}
