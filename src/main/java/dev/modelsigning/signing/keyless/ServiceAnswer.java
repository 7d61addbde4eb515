// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.signing.SigningException;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/** An answer of a service in JSON; members that are missing or of another form are its fault. */
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
      throw service.refusal("answers with something that is no JSON", e);
    }
  }

  boolean has(String member) {
    return node.hasNonNull(member);
  }

  /** A member by the names that lead to it. */
  ServiceAnswer at(String... names) throws SigningException {
    JsonNode found = node;
    for (String name : names) {
      found = found.path(name);
    }
    if (found.isMissingNode() || found.isNull()) {
      throw service.refusal("answers without '%s'".formatted(String.join(".", names)));
    }
    return new ServiceAnswer(service, found);
  }

  /** The only element of a list, or the only member of an object. */
  ServiceAnswer only() throws SigningException {
    if (!node.isContainerNode() || node.size() != 1) {
      throw service.refusal(
          "answers with %d values where exactly one is expected".formatted(node.size()));
    }
    return new ServiceAnswer(service, node.iterator().next());
  }

  int size() {
    return node.size();
  }

  ServiceAnswer element(int index) {
    return new ServiceAnswer(service, node.path(index));
  }

  String text() throws SigningException {
    if (!node.isTextual()) {
      throw service.refusal("answers with a value that is no text");
    }
    return node.textValue();
  }

  /** A whole number, also as text, which is how protocol buffers write long ones. */
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
      throw service.refusal("answers with a value that is no number", e);
    }
    throw service.refusal("answers with a value that is no number from 0");
  }

  byte[] base64() throws SigningException {
    try {
      return Base64.getDecoder().decode(text());
    } catch (IllegalArgumentException e) {
      throw service.refusal("answers with a value that is no base64", e);
    }
  }

  byte[] hex() throws SigningException {
    try {
      return java.util.HexFormat.of().parseHex(text());
    } catch (IllegalArgumentException e) {
      throw service.refusal("answers with a value that is no hexadecimal number", e);
    }
  }
}
