// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.json;

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
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads untrusted JSON into trees: no duplicate members, nothing after the value, everything within
 * limits.
 *
 * <p>The tree is built here because an {@code ObjectMapper} costs a command-line program several
 * hundred classes and a third of its start-up time.
 */
public final class StrictJson {
  /** The longest name of a member, in characters. */
  public static final int MAX_NAME = 1024;

  /** The most members of one object in {@link #readOnly}: finding duplicates keeps the names. */
  public static final int MAX_MEMBERS = 10_000;

  /** The most values kept by {@link #readOnly}; a statement has one for each ignored path. */
  public static final int MAX_KEPT = 250_000;

  /** The most values in one element of {@link #readElements}. */
  public static final int MAX_ELEMENT = 10_000;

  /** The most values beside the elements of {@link #readElements}. */
  public static final int MAX_BESIDE = 1_000_000;

  private final JsonFactory factory;
  private final int maxBytes;

  /**
   * Creates a reader with limits.
   *
   * @param maxBytes the most bytes of a document
   * @param maxTokens the most tokens, which bounds the memory of a tree
   * @param maxDepth the deepest nesting of objects and arrays
   * @param maxString the most characters of one string value
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
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(1000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Names from hostile documents must stay in no table, the JVM's or the factory's.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();
  }

  /** Creates an empty object to fill. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Reads the value in UTF-8 bytes.
   *
   * @throws CharacterCodingException if they are not valid UTF-8: Jackson alone would guess other
   *     encodings and skip invalid bytes
   * @throws JsonProcessingException if they are not exactly one value within the limits
   */
  public JsonNode read(byte[] utf8) throws CharacterCodingException, JsonProcessingException {
    return read(characters(utf8), new Selection());
  }

  /**
   * Reads the value in a stream of UTF-8 bytes without keeping the elements of one array, of which
   * there may be millions; the array itself is empty then.
   *
   * @param utf8 read to its end, or to the first error, and closed
   * @param path of the array: the names of the members that lead to it
   * @param elements receives each element, which has at most {@link #MAX_ELEMENT} values
   * @throws CharacterCodingException if the bytes are not valid UTF-8
   * @throws JsonProcessingException if they are not exactly one value within the limits, or if
   *     there are more than {@link #MAX_BESIDE} values beside the elements
   * @throws UncheckedIOException if the stream fails
   */
  public JsonNode readElements(InputStream utf8, List<String> path, Consumer<JsonNode> elements)
      throws CharacterCodingException, JsonProcessingException {
    return read(decoded(utf8), new Selection(path, elements));
  }

  private Reader decoded(InputStream utf8) {
    // A decoder passed explicitly reports invalid UTF-8 instead of replacing it.
    return new InputStreamReader(
        new BoundedStream(utf8, maxBytes), StandardCharsets.UTF_8.newDecoder());
  }

  /**
   * Reads the value in a stream as {@link #readOnly(byte[], Set)} does.
   *
   * @throws CharacterCodingException as there
   * @throws JsonProcessingException as there
   * @throws UncheckedIOException if the stream fails
   */
  public JsonNode readOnly(InputStream utf8, Set<String> members)
      throws CharacterCodingException, JsonProcessingException {
    return read(decoded(utf8), new Selection(members));
  }

  /** Decodes as a stream: as one string, the largest bundle would need twice the memory more. */
  private Reader characters(byte[] utf8) throws JsonParseException {
    if (utf8.length > maxBytes) {
      throw BoundedStream.tooLong(maxBytes);
    }
    return decoded(new ByteArrayInputStream(utf8));
  }

  /**
   * Reads the value in a string.
   *
   * @throws JsonProcessingException if it is not exactly one value within the limits
   */
  public JsonNode read(String text) throws JsonProcessingException {
    try {
      return read(new StringReader(text), new Selection());
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("a string needs no decoding", e);
    }
  }

  /**
   * Reads the value in UTF-8 bytes, keeping only the members with these names: the others are
   * checked for syntax and skipped, so that they cost no memory.
   *
   * @throws CharacterCodingException if they are not valid UTF-8
   * @throws JsonProcessingException if they are not exactly one value within the limits, if an
   *     object has more than {@link #MAX_MEMBERS} members, or if there are more than {@link
   *     #MAX_KEPT} values to keep
   */
  public JsonNode readOnly(byte[] utf8, Set<String> members)
      throws CharacterCodingException, JsonProcessingException {
    return read(characters(utf8), new Selection(members));
  }

  private JsonNode read(Reader text, Selection wanted)
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
      throw new UncheckedIOException("reading failed", e);
    }
  }

  private static JsonNode value(JsonParser parser, Selection wanted) throws IOException {
    wanted.keep(parser);
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

  /** A number such as 1e999 would become infinite, which JSON cannot represent when written. */
  private static double finite(JsonParser parser) throws IOException {
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new JsonParseException(parser, "a number is out of range");
    }
    return value;
  }

  private static ObjectNode members(JsonParser parser, ObjectNode object, Selection wanted)
      throws IOException {
    int count = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      wanted.checkMembers(++count, parser);
      parser.nextToken();
      if (wanted.has(name)) {
        object.set(name, value(parser, wanted));
      } else {
        skip(parser, wanted);
      }
    }
    return object;
  }

  private static void skip(JsonParser parser, Selection wanted) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      int count = 0;
      while (parser.nextFieldName() != null) {
        wanted.checkMembers(++count, parser);
        parser.nextToken();
        skip(parser, wanted);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        skip(parser, wanted);
      }
    }
  }

  private static ArrayNode elements(JsonParser parser, ArrayNode array, Selection wanted)
      throws IOException {
    boolean handedOver = wanted.handsOver(parser);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (handedOver) {
        wanted.handOver(value(parser, Selection.ofElement()));
      } else {
        array.add(value(parser, wanted));
      }
    }
    return array;
  }

  /** Writes a tree as JSON on one line. */
  public static String write(JsonNode tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      write(tree, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }

  /** Writes a tree where a generator is. */
  public static void write(JsonNode node, JsonGenerator generator) throws IOException {
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
          throw new IllegalArgumentException("not a JSON value: " + node.getNodeType());
    }
  }
}
