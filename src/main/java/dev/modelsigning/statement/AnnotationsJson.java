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
   * is ignored like an unknown member (5.2.1), and so are those over the limit, in the order of
   * their keys. But a key with this project's prefix must be valid: otherwise two readers might see
   * different statements.
   */
  static Annotations read(ObjectNode subject) throws StatementFormatException {
    if (!(subject.path(MEMBER) instanceof ObjectNode object) || object.isEmpty()) {
      return Annotations.NONE;
    }
    Map<String, String> ours = new TreeMap<>();
    Map<String, String> others = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String key = member.getKey();
      String value = member.getValue().textValue();
      boolean good = value != null && Annotations.problemWith(key, value).isEmpty();
      if (good) {
        (key.startsWith(Annotations.PREFIX) ? ours : others).put(key, value);
      } else if (key.startsWith(Annotations.PREFIX)) {
        throw new StatementFormatException(
            Reason.SUBJECT,
            value == null
                ? "the annotation '%s' is not a string".formatted(key)
                : Annotations.problemWith(key, value).orElseThrow());
      }
    }
    if (ours.size() > Annotations.MAX_COUNT) {
      throw new StatementFormatException(
          Reason.SUBJECT,
          "the subject has more than %d annotations that begin with '%s'"
              .formatted(Annotations.MAX_COUNT, Annotations.PREFIX));
    }
    for (Map.Entry<String, String> other : others.entrySet()) {
      if (ours.size() < Annotations.MAX_COUNT) {
        ours.put(other.getKey(), other.getValue());
      }
    }
    return new Annotations(ours);
  }

  /** Writes nothing if there are none, so that such a statement stays the same. */
  static void write(ObjectNode subject, Annotations annotations) {
    if (!annotations.isEmpty()) {
      ObjectNode object = subject.putObject(MEMBER);
      annotations.values().forEach(object::put);
    }
  }
}
