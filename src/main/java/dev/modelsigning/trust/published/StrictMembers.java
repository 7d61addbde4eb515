// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The members of one object. One that is not known is refused: it could be a restriction that a
 * later version means, and that this one would not enforce.
 *
 * @param place where the object is, for messages
 */
record StrictMembers(ObjectNode object, String place) {
  /**
   * The members of a value.
   *
   * @param known the names that it may have
   * @throws PublishedTrustException if it is no object or has another member
   */
  static StrictMembers of(JsonNode value, String place, Set<String> known)
      throws PublishedTrustException {
    if (!(value instanceof ObjectNode object)) {
      throw new PublishedTrustException(place + " is not an object");
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!known.contains(member.getKey())) {
        throw new PublishedTrustException(
            place + " has the unknown member '" + Printable.shortened(member.getKey()) + "'");
      }
    }
    return new StrictMembers(object, place);
  }

  boolean has(String name) {
    return object.has(name);
  }

  JsonNode value(String name) throws PublishedTrustException {
    JsonNode value = object.get(name);
    if (value == null) {
      throw new PublishedTrustException(place + " has no member '" + name + "'");
    }
    return value;
  }

  String text(String name) throws PublishedTrustException {
    return text(value(name), place + "." + name);
  }

  Optional<String> optionalText(String name) throws PublishedTrustException {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** Whether a switch is on; absent is off, and nothing else than true turns it on. */
  boolean isOn(String name) throws PublishedTrustException {
    if (has(name) && !(value(name).isBoolean() && value(name).booleanValue())) {
      throw new PublishedTrustException(place + "." + name + " is not true");
    }
    return has(name);
  }

  int number(String name) throws PublishedTrustException {
    JsonNode value = value(name);
    if (!value.isInt()) {
      throw new PublishedTrustException(place + "." + name + " is not a whole number");
    }
    return value.intValue();
  }

  List<JsonNode> list(String name) throws PublishedTrustException {
    if (!(value(name) instanceof ArrayNode array)) {
      throw new PublishedTrustException(place + "." + name + " is not a list");
    }
    List<JsonNode> values = new ArrayList<>();
    array.forEach(values::add);
    return values;
  }

  List<String> texts(String name) throws PublishedTrustException {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : list(name)) {
      texts.add(text(value, place + "." + name));
    }
    return texts;
  }

  List<String> optionalTexts(String name) throws PublishedTrustException {
    return has(name) ? texts(name) : List.of();
  }

  Map<String, String> map(String name) throws PublishedTrustException {
    if (!(value(name) instanceof ObjectNode map)) {
      throw new PublishedTrustException(place + "." + name + " is not an object");
    }
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : map.properties()) {
      texts.put(member.getKey(), text(member.getValue(), place + "." + name));
    }
    return texts;
  }

  private static String text(JsonNode value, String place) throws PublishedTrustException {
    if (!value.isTextual()) {
      throw new PublishedTrustException(place + " is not a string");
    }
    return value.textValue();
  }
}
