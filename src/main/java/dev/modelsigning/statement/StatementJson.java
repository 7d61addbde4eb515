package dev.modelsigning.statement;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.statement.StatementFormatException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict JSON within limits, and members that have to be of one type. */
final class StatementJson {
  /** Most bytes of a payload; a bundle of 64 MiB holds at most this much in base64. */
  static final int MAX_BYTES = 48 << 20;

  private static final int MAX_TOKENS = 16_000_000;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_STRING = 64 << 10;
  private static final int MAX_MEMBER_NAME = 1024;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxTokenCount(MAX_TOKENS)
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNameLength(MAX_MEMBER_NAME)
                          .maxNumberLength(64)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StatementJson() {}

  static ObjectMapper mapper() {
    return MAPPER;
  }

  /** The object in these bytes, which must be UTF-8. */
  static ObjectNode read(byte[] payload) throws StatementFormatException {
    if (payload.length > MAX_BYTES) {
      throw new StatementFormatException(
          Reason.MALFORMED, "the statement is larger than %d bytes".formatted(MAX_BYTES));
    }
    try {
      // Jackson guesses UTF-16 and UTF-32 and is lenient on overlong forms; a statement is UTF-8.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new StatementFormatException(Reason.MALFORMED, "the statement is no JSON object");
    } catch (CharacterCodingException e) {
      throw new StatementFormatException(Reason.MALFORMED, "the statement is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new StatementFormatException(
          Reason.MALFORMED, "the statement is no valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  static String text(ObjectNode object, String member, Reason reason)
      throws StatementFormatException {
    JsonNode value = object.path(member);
    if (!value.isTextual()) {
      throw new StatementFormatException(reason, "'%s' is missing or no text".formatted(member));
    }
    return value.textValue();
  }

  static ObjectNode object(ObjectNode parent, String member, Reason reason)
      throws StatementFormatException {
    if (parent.path(member) instanceof ObjectNode object) {
      return object;
    }
    throw new StatementFormatException(reason, "'%s' is missing or no object".formatted(member));
  }
}
