// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.text.Printable;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Members of a bundle's objects, each of the required type and within its limit. */
final class JsonMembers {

  private JsonMembers() {}

  static ObjectNode object(ObjectNode parent, String member, Reason reason)
      throws BundleFormatException {
    if (parent.path(member) instanceof ObjectNode object) {
      return object;
    }
    throw new BundleFormatException(reason, "'%s' is missing or not an object".formatted(member));
  }

  static String text(ObjectNode parent, String member, Reason reason) throws BundleFormatException {
    JsonNode value = parent.path(member);
    if (!value.isTextual()) {
      throw new BundleFormatException(reason, "'%s' is missing or not a string".formatted(member));
    }
    if (value.textValue().length() > BundleLimits.MAX_TEXT) {
      throw new BundleFormatException(
          Reason.TOO_LARGE,
          "'%s' is longer than %d characters".formatted(member, BundleLimits.MAX_TEXT));
    }
    return value.textValue();
  }

  static byte[] bytes(ObjectNode parent, String member, int limit, Reason reason)
      throws BundleFormatException {
    JsonNode value = parent.path(member);
    if (!value.isTextual()) {
      throw new BundleFormatException(reason, "'%s' is missing or not base64".formatted(member));
    }
    byte[] bytes = base64(value.textValue(), member, reason);
    if (bytes.length > limit) {
      throw new BundleFormatException(
          Reason.TOO_LARGE, "'%s' is longer than %d bytes".formatted(member, limit));
    }
    return bytes;
  }

  /** DSSE allows either standard or URL-safe base64. A mix of both is refused. */
  private static byte[] base64(String text, String member, Reason reason)
      throws BundleFormatException {
    boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    try {
      return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw new BundleFormatException(reason, "'%s' is not valid base64".formatted(member), e);
    }
  }

  /**
   * The objects in a list; none if the member is missing.
   *
   * @param limit the most elements
   */
  static List<ObjectNode> objects(ObjectNode parent, String member, int limit, Reason reason)
      throws BundleFormatException {
    JsonNode value = parent.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!(value instanceof ArrayNode list)) {
      throw new BundleFormatException(reason, "'%s' is not a list".formatted(member));
    }
    if (list.size() > limit) {
      throw new BundleFormatException(
          Reason.TOO_LARGE,
          "'%s' has %d elements; the limit is %d".formatted(member, list.size(), limit));
    }
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode element : list) {
      if (!(element instanceof ObjectNode object)) {
        throw new BundleFormatException(
            reason, "an element of '%s' is not an object".formatted(member));
      }
      objects.add(object);
    }
    return objects;
  }

  /** Text of a bundle for a message. */
  static String shown(String text) {
    return Printable.shortened(text);
  }
}
