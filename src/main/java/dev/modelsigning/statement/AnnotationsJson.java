// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.statement.StatementFormatException.Reason;
import java.util.Map;
import java.util.TreeMap;

/** The member {@code annotations} of a subject. */
final class AnnotationsJson {
  private static final String MEMBER = "annotations";

  private AnnotationsJson() {}

  /**
   * Reads the annotations. In-toto allows any JSON here, so anything that is not a valid annotation
   * is ignored like an unknown member (5.2.1). But a key with this project's prefix must be valid:
   * otherwise two readers might see different statements.
   */
  static Annotations read(ObjectNode subject) throws StatementFormatException {
    if (!(subject.path(MEMBER) instanceof ObjectNode object) || object.isEmpty()) {
      return Annotations.NONE;
    }
    if (object.size() > Annotations.MAX_COUNT) {
      throw new StatementFormatException(
          Reason.SUBJECT,
          "the subject has more than %d annotations".formatted(Annotations.MAX_COUNT));
    }
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String key = member.getKey();
      String value = member.getValue().textValue();
      boolean good = value != null && Annotations.problemWith(key, value).isEmpty();
      if (good) {
        values.put(key, value);
      } else if (key.startsWith(Annotations.PREFIX)) {
        throw new StatementFormatException(
            Reason.SUBJECT,
            value == null
                ? "the annotation '%s' is not a string".formatted(key)
                : Annotations.problemWith(key, value).orElseThrow());
      }
    }
    return new Annotations(values);
  }

  /** Writes nothing if there are none, so that such a statement stays the same. */
  static void write(ObjectNode subject, Annotations annotations) {
    if (!annotations.isEmpty()) {
      ObjectNode object = subject.putObject(MEMBER);
      annotations.values().forEach(object::put);
    }
  }
}
