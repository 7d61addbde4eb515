// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.Certificates;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One key or certificate authority of a trusted root, as the root describes it.
 *
 * @param kind what it is for
 * @param service the address of its service, possibly empty
 * @param start from when it is valid, if the root says so
 * @param end until when it is valid, if the root or one of its certificates says so
 * @param content everything else that the root says about it
 * @param id by which log entries refer to it; empty for authorities
 */
public record RootPart(
    Kind kind,
    String service,
    Optional<Instant> start,
    Optional<Instant> end,
    String content,
    String id) {
  private static final String VALID_FOR = "validFor";

  /** What a part is for. */
  public enum Kind {
    /** Issues the certificates of signers. */
    CERTIFICATE_AUTHORITY("certificateAuthorities"),
    /** Signs entries about signatures. */
    TRANSPARENCY_LOG("tlogs"),
    /** Signs entries about certificates. */
    CERTIFICATE_LOG("ctlogs"),
    /** States when a signature existed. */
    TIMESTAMP_AUTHORITY("timestampAuthorities");

    private final String member;

    Kind(String member) {
      this.member = member;
    }
  }

  /** All parts of a root that can be used, in the order of their kinds. */
  static List<RootPart> of(JsonNode root) {
    List<RootPart> parts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      root.path(kind.member).forEach(part -> parts.add(part(kind, part)));
    }
    return parts;
  }

  private static RootPart part(Kind kind, JsonNode json) {
    JsonNode key = json.has("publicKey") ? json.get("publicKey") : json;
    Optional<Instant> start = time(key.path(VALID_FOR).path("start"));
    Optional<Instant> end =
        Stream.concat(
                time(key.path(VALID_FOR).path("end")).stream(),
                json.path("certChain").path("certificates").valueStream().flatMap(RootPart::end))
            .min(Instant::compareTo);
    String service = json.path("baseUrl").asText(json.path("uri").asText(""));
    return new RootPart(
        kind, service, start, end, withoutEnd(json), json.path("logId").path("keyId").asText(""));
  }

  private static String withoutEnd(JsonNode json) {
    ObjectNode copy = json.deepCopy();
    Stream.of(copy.path("publicKey").path(VALID_FOR), copy.path(VALID_FOR))
        .forEach(
            validity -> {
              if (validity instanceof ObjectNode object) {
                object.remove("end");
              }
            });
    return StrictJson.write(copy);
  }

  private static Stream<Instant> end(JsonNode certificate) {
    try {
      byte[] der = Base64.getDecoder().decode(certificate.path("rawBytes").asText());
      return Stream.of(Certificates.parse(der).getNotAfter().toInstant());
    } catch (CertificateException | IllegalArgumentException e) {
      // The root was read with it, so it decides nothing here.
      return Stream.empty();
    }
  }

  private static Optional<Instant> time(JsonNode text) {
    try {
      return text.isTextual() ? Optional.of(Instant.parse(text.asText())) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whether it stands for at least what an earlier one has stood for until now. */
  boolean continues(RootPart earlier, Instant now) {
    Instant relied = earlier.end.filter(end -> end.isBefore(now)).orElse(now);
    return kind == earlier.kind
        && content.equals(earlier.content)
        && end.map(end -> !end.isBefore(relied)).orElse(true);
  }
}
