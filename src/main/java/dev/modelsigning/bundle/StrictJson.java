package dev.modelsigning.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * JSON trees of untrusted text: no member twice, nothing after the value, everything within limits.
 *
 * <p>The tree is built here rather than by an {@code ObjectMapper}, which costs a command-line
 * program several hundred classes and a third of its start.
 */
public final class StrictJson {
  private final JsonFactory factory;
  private final int maxBytes;

  /**
   * A reader with limits.
   *
   * @param maxBytes most bytes of a text
   * @param maxTokens most tokens, which bounds the memory of a tree
   * @param maxDepth most objects and lists inside each other
   * @param maxString most characters of one text value
   */
  public StrictJson(int maxBytes, int maxTokens, int maxDepth, int maxString) {
    this.maxBytes = maxBytes;
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(maxBytes)
                    .maxTokenCount(maxTokens)
                    .maxNestingDepth(maxDepth)
                    .maxStringLength(maxString)
                    .maxNameLength(BundleLimits.MAX_TEXT)
                    .maxNumberLength(64)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
  }

  /** An empty object to fill. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * The value in UTF-8 bytes.
   *
   * @throws CharacterCodingException when they are no UTF-8: Jackson alone would guess other
   *     encodings and pass over damage
   * @throws JsonProcessingException for anything that is not exactly one value within the limits
   */
  public JsonNode read(byte[] utf8) throws CharacterCodingException, JsonProcessingException {
    return read(characters(utf8), name -> true);
  }

  /** Decoded bit by bit: as one text, the largest bundle would be in memory twice more. */
  private Reader characters(byte[] utf8) throws JsonParseException {
    if (utf8.length > maxBytes) {
      throw new JsonParseException(null, "longer than %d bytes".formatted(maxBytes));
    }
    // A decoder that is handed over reports what is no UTF-8, and replaces nothing.
    return new InputStreamReader(
        new ByteArrayInputStream(utf8), StandardCharsets.UTF_8.newDecoder());
  }

  /** The value in a text. */
  public JsonNode read(String text) throws JsonProcessingException {
    try {
      return read(new StringReader(text), name -> true);
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("a text has no encoding", e);
    }
  }

  /**
   * The value in UTF-8 bytes with only these members of its objects: the others are checked for
   * form and passed over, so that they cost no memory.
   */
  public JsonNode readOnly(byte[] utf8, Set<String> members)
      throws CharacterCodingException, JsonProcessingException {
    return read(characters(utf8), members::contains);
  }

  private JsonNode read(Reader text, Predicate<String> wanted)
      throws CharacterCodingException, JsonProcessingException {
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new JsonParseException(parser, "there is no value");
      }
      JsonNode value = value(parser, wanted);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "there is more after the value");
      }
      return value;
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private static JsonNode value(JsonParser parser, Predicate<String> wanted) throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser, nodes.objectNode(), wanted);
      case START_ARRAY -> elements(parser, nodes.arrayNode(), wanted);
      case VALUE_STRING -> nodes.textNode(parser.getText());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> nodes.numberNode(parser.getIntValue());
            case LONG -> nodes.numberNode(parser.getLongValue());
            default -> nodes.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(finite(parser));
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NULL -> nodes.nullNode();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new JsonParseException(parser, "a value is missing");
    };
  }

  /** A number such as 1e999 would become infinite, which is no JSON when it is written again. */
  private static double finite(JsonParser parser) throws IOException {
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new JsonParseException(parser, "a number is out of range");
    }
    return value;
  }

  private static ObjectNode members(JsonParser parser, ObjectNode object, Predicate<String> wanted)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (wanted.test(name)) {
        object.set(name, value(parser, wanted));
      } else {
        parser.skipChildren();
      }
    }
    return object;
  }

  private static ArrayNode elements(JsonParser parser, ArrayNode array, Predicate<String> wanted)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, wanted));
    }
    return array;
  }

  /** The tree as JSON on one line. */
  public static String write(JsonNode tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      write(tree, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }

  private static void write(JsonNode node, JsonGenerator generator) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
          generator.writeFieldName(member.getKey());
          write(member.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (JsonNode element : node) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.textValue());
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NUMBER -> generator.writeNumber(node.asText());
      case NULL -> generator.writeNull();
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("no JSON value: " + node.getNodeType());
    }
  }
}
