// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * The values of YAML that are neither lists nor mappings, as kubectl understands them: those of
 * YAML 1.1 but for times and numbers to base 60, which are texts.
 */
final class YamlScalars {
  /** Of text without quotes and without a tag, which may be more than a text. */
  private static final Tag PLAIN = new Tag("tag:modelsigning.dev,2026:plain");

  private static final String MERGE = "<<";
  private static final Set<String> TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSE =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

  private static final Pattern MAYBE_NUMBER = Pattern.compile("(?s)(?:[-+0-9]|\\.[0-9]).*");
  private static final Pattern INTEGER =
      Pattern.compile(
          "(?<sign>[-+]?)(?:0[bB](?<binary>[01]+)|0[xX](?<hexadecimal>[0-9a-fA-F]+)"
              + "|0[oO]?(?<octal>[0-7]+)|(?<decimal>0|[1-9][0-9]*))");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final Map<String, Integer> BASES =
      Map.of("binary", 2, "octal", 8, "decimal", 10, "hexadecimal", 16);

  /** Up to here, a floating-point number tells whole numbers apart. */
  private static final double EXACT = 1L << 53;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private YamlScalars() {}

  /** Has the library say which texts are plain, and nothing else. */
  static final class PlainSchema implements Schema {
    @Override
    public ScalarResolver getScalarResolver() {
      return (text, plain) -> plain ? (text.equals(MERGE) ? Tag.MERGE : PLAIN) : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return Map.of();
    }
  }

  /** A value; its tag decides before its text does. */
  static JsonNode value(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(PLAIN)) {
      return plain(text);
    } else if (tag.equals(Tag.BOOL)) {
      return tagged(node, JsonNodeType.BOOLEAN);
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return tagged(node, JsonNodeType.NUMBER);
    } else if (tag.equals(Tag.NULL)) {
      return tagged(node, JsonNodeType.NULL);
    } else if (tag.equals(Tag.BINARY)) {
      return JSON.textNode(
          new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8));
    }
    return JSON.textNode(text);
  }

  private static JsonNode tagged(ScalarNode node, JsonNodeType type) {
    JsonNode value = plain(node.getValue());
    if (value.getNodeType() != type) {
      throw new YamlEngineException(
          "'%s' is no %s%s"
              .formatted(node.getValue(), node.getTag().getValue(), YamlDocument.where(node)));
    }
    return value;
  }

  private static JsonNode plain(String text) {
    if (NULL.contains(text)) {
      return JSON.nullNode();
    } else if (TRUE.contains(text)) {
      return JSON.booleanNode(true);
    } else if (FALSE.contains(text)) {
      return JSON.booleanNode(false);
    }
    return MAYBE_NUMBER.matcher(text).matches()
        ? number(text.replace("_", "")).orElseGet(() -> JSON.textNode(text))
        : JSON.textNode(text);
  }

  private static Optional<JsonNode> number(String text) {
    Matcher integer = INTEGER.matcher(text);
    if (integer.matches()) {
      return Optional.of(integer(integer));
    } else if (!FLOAT.matcher(text).matches()) {
      return Optional.empty();
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      return Optional.empty();
    }
    return Optional.of(
        number == Math.rint(number) && Math.abs(number) < EXACT
            ? JSON.numberNode((long) number)
            : JSON.numberNode(number));
  }

  private static JsonNode integer(Matcher matcher) {
    BigInteger number =
        BASES.entrySet().stream()
            .filter(base -> matcher.group(base.getKey()) != null)
            .map(
                base ->
                    new BigInteger(
                        matcher.group("sign") + matcher.group(base.getKey()), base.getValue()))
            .findFirst()
            .orElseThrow();
    if (number.bitLength() < Integer.SIZE) {
      return JSON.numberNode(number.intValue());
    }
    return number.bitLength() < Long.SIZE
        ? JSON.numberNode(number.longValue())
        : JSON.numberNode(number);
  }
}
