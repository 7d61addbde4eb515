// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.signing.SigningException;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;

/** The JSON answer of a service. A member that is missing or has another type is a refusal. */
final class ServiceAnswer {
  private static final int MAX_TOKENS = 20_000;
  private static final int MAX_DEPTH = 32;
  private static final StrictJson JSON =
      new StrictJson(ServiceCalls.MAX_ANSWER, MAX_TOKENS, MAX_DEPTH, ServiceCalls.MAX_ANSWER);

  private final RemoteService service;
  private final JsonNode node;

  private ServiceAnswer(RemoteService service, JsonNode node) {
    this.service = service;
    this.node = node;
  }

  static ServiceAnswer of(RemoteService service, byte[] body) throws SigningException {
    try {
      return new ServiceAnswer(service, JSON.read(body));
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw ServiceRefusal.of(service, "does not answer with valid JSON", e);
    }
  }

  boolean has(String member) {
    return node.hasNonNull(member);
  }

  /** The member at a path of names. */
  ServiceAnswer at(String... names) throws SigningException {
    JsonNode found = node;
    for (String name : names) {
      found = found.path(name);
    }
    if (found.isMissingNode() || found.isNull()) {
      throw ServiceRefusal.of(service, "answers without '%s'".formatted(String.join(".", names)));
    }
    return new ServiceAnswer(service, found);
  }

  /** The only element of a list, or the only member of an object. */
  ServiceAnswer only() throws SigningException {
    if (!node.isContainerNode() || node.size() != 1) {
      throw ServiceRefusal.of(
          service, "answers with %d values instead of one".formatted(node.size()));
    }
    return new ServiceAnswer(service, node.iterator().next());
  }

  /** The elements of a list; none if this is not a list. */
  List<ServiceAnswer> elements() {
    return node.isArray()
        ? node.valueStream().map(element -> new ServiceAnswer(service, element)).toList()
        : List.of();
  }

  /** The first element of a list. */
  ServiceAnswer first() throws SigningException {
    List<ServiceAnswer> elements = elements();
    if (elements.isEmpty()) {
      throw ServiceRefusal.of(service, "answers with an empty list");
    }
    return elements.getFirst();
  }

  String text() throws SigningException {
    if (!node.isTextual()) {
      throw ServiceRefusal.of(service, "answers with a value that is not text");
    }
    return node.textValue();
  }

  /** A whole number, possibly as text, which is how protocol buffers write 64-bit integers. */
  long number() throws SigningException {
    try {
      long number =
          node.isTextual()
              ? Long.parseLong(node.textValue())
              : node.canConvertToLong() && node.isIntegralNumber() ? node.longValue() : -1;
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw ServiceRefusal.of(service, "answers with a value that is not a number", e);
    }
    throw ServiceRefusal.of(service, "answers with a value that is not a number of at least 0");
  }

  byte[] base64() throws SigningException {
    try {
      return Base64.getDecoder().decode(text());
    } catch (IllegalArgumentException e) {
      throw ServiceRefusal.of(service, "answers with a value that is not valid base64", e);
    }
  }

  byte[] hex() throws SigningException {
    try {
      return java.util.HexFormat.of().parseHex(text());
    } catch (IllegalArgumentException e) {
      throw ServiceRefusal.of(service, "answers with a value that is not hexadecimal", e);
    }
  }
}
