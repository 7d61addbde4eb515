// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.text.Printable;
import java.util.Base64;

/** Members of a bundle's objects, each of one type and within a bound. */
final class JsonMembers {
  private static final int SHOWN = 100;

  private JsonMembers() {}

  static ObjectNode object(ObjectNode parent, String member, Reason reason)
      throws BundleFormatException {
    if (parent.path(member) instanceof ObjectNode object) {
      return object;
    }
    throw new BundleFormatException(reason, "'%s' is missing or no object".formatted(member));
  }

  static String text(ObjectNode parent, String member, Reason reason) throws BundleFormatException {
    JsonNode value = parent.path(member);
    if (!value.isTextual()) {
      throw new BundleFormatException(reason, "'%s' is missing or no text".formatted(member));
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
      throw new BundleFormatException(reason, "'%s' is missing or no base64".formatted(member));
    }
    byte[] bytes = base64(value.textValue(), member, reason);
    if (bytes.length > limit) {
      throw new BundleFormatException(
          Reason.TOO_LARGE, "'%s' is longer than %d bytes".formatted(member, limit));
    }
    return bytes;
  }

  /** DSSE: "either standard or URL-safe encoding is allowed". A mix of both is refused. */
  private static byte[] base64(String text, String member, Reason reason)
      throws BundleFormatException {
    boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    try {
      return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw new BundleFormatException(reason, "'%s' is no base64".formatted(member), e);
    }
  }

  /** Text of a bundle for a message. */
  static String shown(String text) {
    return Printable.of(text, SHOWN);
  }
}
