// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestFormatException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A signature file that is too large to hand over: all of it but the payload, and of the payload
 * what the operator needs. A signature is over a digest, so the operator checks it all the same; it
 * has to believe the Job that this digest is of the payload that states these things.
 *
 * @param digest of the whole file, SHA-256 in hex
 * @param rest the bundle's JSON with a mark in place of the payload; untrusted
 * @param payloadLength in bytes
 * @param payloadSha256 of the payload, in hex
 * @param signed digests in hex of what the envelope signs, by the JDK's names of the digests
 * @param stated what the payload states, without the single files; empty if it is no statement
 * @param annotations of the statement's subject
 * @param problem why it is no statement; empty if it is one
 */
public record BundleSummary(
    String digest,
    String rest,
    long payloadLength,
    String payloadSha256,
    Map<String, String> signed,
    Optional<Manifest> stated,
    Map<String, String> annotations,
    String problem) {
  /** The most bytes of a summary: the rest of a bundle with its certificates and log entries. */
  static final int MAX_BYTES = 16 << 20;

  private static final StrictJson JSON = new StrictJson(MAX_BYTES, 10_000, 3, MAX_BYTES);

  /** Copies the maps; refuses entries that are here all the same. */
  public BundleSummary {
    signed = Map.copyOf(signed);
    annotations = Map.copyOf(annotations);
    if (stated.isPresent() && !stated.get().isSummary()) {
      throw new IllegalArgumentException("a summary does not have the files themselves");
    }
  }

  /** The summary as JSON in UTF-8; the same bytes for the same bundle. */
  public byte[] toBytes() {
    ObjectNode json = StrictJson.object();
    json.put("digest", digest);
    json.put("rest", rest);
    json.put("payloadLength", payloadLength);
    json.put("payloadSha256", payloadSha256);
    put(json.putObject("signed"), signed);
    json.put(
        "stated",
        stated.map(s -> Base64.getEncoder().encodeToString(ManifestCodec.encode(s))).orElse(""));
    put(json.putObject("annotations"), annotations);
    json.put("problem", problem);
    return StrictJson.write(json).getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ObjectNode object, Map<String, String> texts) {
    new TreeMap<>(texts).forEach(object::put);
  }

  /**
   * Reads what {@link #toBytes} writes.
   *
   * @throws EvidenceException MALFORMED for anything else
   */
  public static BundleSummary read(byte[] bytes) throws EvidenceException {
    try {
      JsonNode json = JSON.read(bytes);
      String stated = text(json, "stated");
      JsonNode length = json.path("payloadLength");
      if (!length.canConvertToLong() || !length.isIntegralNumber() || length.longValue() < 0) {
        throw malformed("'payloadLength'", null);
      }
      return new BundleSummary(
          text(json, "digest"),
          text(json, "rest"),
          length.longValue(),
          text(json, "payloadSha256"),
          texts(json, "signed"),
          stated.isEmpty()
              ? Optional.empty()
              : Optional.of(ManifestCodec.decode(Base64.getDecoder().decode(stated))),
          texts(json, "annotations"),
          text(json, "problem"));
    } catch (JsonProcessingException
        | CharacterCodingException
        | ManifestFormatException
        | IllegalArgumentException e) {
      throw malformed("it", e);
    }
  }

  private static Map<String, String> texts(JsonNode json, String member) throws EvidenceException {
    if (!(json.path(member) instanceof ObjectNode object)) {
      throw malformed("'" + member + "'", null);
    }
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> text : object.properties()) {
      texts.put(text.getKey(), text(object, text.getKey()));
    }
    return texts;
  }

  private static String text(JsonNode json, String member) throws EvidenceException {
    if (!json.path(member).isTextual()) {
      throw malformed("'" + member + "'", null);
    }
    return json.path(member).textValue();
  }

  private static EvidenceException malformed(String what, @Nullable Throwable cause) {
    String message = "the summary of the bundle is damaged: " + what;
    return cause == null
        ? new EvidenceException(Reason.MALFORMED, message)
        : new EvidenceException(Reason.MALFORMED, message, cause);
  }
}
