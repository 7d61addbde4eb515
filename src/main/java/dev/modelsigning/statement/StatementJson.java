// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.statement.StatementFormatException.Reason;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Strict JSON within the limits of statements, and members of a required type. */
final class StatementJson {
  /** The most bytes of a payload; a bundle of 512 MiB contains at most this much in base64. */
  static final int MAX_BYTES = 384 << 20;

  /** Two million resources have eight each. */
  private static final int MAX_TOKENS = 20_000_000;

  /** The most bytes of a payload that is kept as a whole. */
  private static final int MAX_WHOLE_BYTES = 48 << 20;

  /** The deepest nesting; signers may annotate the subject with documents of any kind. */
  static final int MAX_DEPTH = 512;

  /** The most characters of a text, which may be a whole document as well. */
  static final int MAX_STRING = 1 << 20;

  /** The members of the serialization, and those on the path to it. */
  private static final Set<String> PARAMETERS =
      Set.of(
          "_type",
          "predicateType",
          "predicate",
          "serialization",
          "method",
          "hash_type",
          "shard_size",
          "allow_symlinks",
          "ignore_paths");

  /** The members that lead to the resources. */
  private static final List<String> RESOURCES = List.of("predicate", "resources");

  private static final StrictJson JSON =
      new StrictJson(MAX_BYTES, MAX_TOKENS, MAX_DEPTH, MAX_STRING);

  private static final StrictJson WHOLE =
      new StrictJson(MAX_WHOLE_BYTES, MAX_TOKENS, MAX_DEPTH, MAX_STRING);

  private StatementJson() {}

  /** Reads the object in these bytes, which must be UTF-8. */
  static ObjectNode read(byte[] payload) throws StatementFormatException {
    return object(() -> WHOLE.read(payload));
  }

  /** Reads the object in a stream, and hands the resources over instead of keeping them. */
  static ObjectNode read(InputStream payload, Consumer<JsonNode> resources)
      throws StatementFormatException {
    return object(() -> JSON.readElements(payload, RESOURCES, resources));
  }

  /** Reads only the types and the serialization. */
  static ObjectNode readParameters(InputStream payload) throws StatementFormatException {
    return object(() -> JSON.readOnly(payload, PARAMETERS));
  }

  private static ObjectNode object(Reading reading) throws StatementFormatException {
    try {
      if (reading.read() instanceof ObjectNode object) {
        return object;
      }
      throw new StatementFormatException(Reason.MALFORMED, "the statement is not a JSON object");
    } catch (CharacterCodingException e) {
      throw new StatementFormatException(Reason.MALFORMED, "the statement is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new StatementFormatException(
          Reason.MALFORMED, "the statement is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  @FunctionalInterface
  private interface Reading {
    JsonNode read() throws CharacterCodingException, JsonProcessingException;
  }

  static String text(ObjectNode object, String member, Reason reason)
      throws StatementFormatException {
    JsonNode value = object.path(member);
    if (!value.isTextual()) {
      throw new StatementFormatException(
          reason, "'%s' is missing or not a string".formatted(member));
    }
    return value.textValue();
  }

  static ObjectNode object(ObjectNode parent, String member, Reason reason)
      throws StatementFormatException {
    if (parent.path(member) instanceof ObjectNode object) {
      return object;
    }
    throw new StatementFormatException(
        reason, "'%s' is missing or not an object".formatted(member));
  }
}
