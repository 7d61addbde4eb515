// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The fields of an object that are read; all others are passed over without being held.
 *
 * @param below by the name of a field, what is kept of its value; nothing below means all of it
 */
public record KeptFields(Map<String, KeptFields> below) {
  /** What every cache needs to know of an object. */
  static final List<String> IDENTITY =
      List.of(
          "apiVersion",
          "kind",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "metadata.resourceVersion",
          "metadata.generation",
          "metadata.deletionTimestamp");

  public KeptFields {
    below = Map.copyOf(below);
  }

  /** These paths, such as {@code spec.source}, with all that is below them, and the identity. */
  public static KeptFields of(String... paths) {
    return only(Stream.concat(IDENTITY.stream(), Stream.of(paths)).toArray(String[]::new));
  }

  /** These paths with all that is below them, and nothing else. */
  public static KeptFields only(String... paths) {
    Branch root = new Branch(new TreeMap<>());
    for (String path : paths) {
      root.add(path);
    }
    return root.kept();
  }

  /** Whether a field is kept at least in part. */
  public Optional<KeptFields> field(String name) {
    return below.isEmpty() ? Optional.of(this) : Optional.ofNullable(below.get(name));
  }

  /**
   * Reads the value that begins at the parser's current token.
   *
   * @return the kept part of it; the parser stands at the value's last token
   */
  public JsonNode read(JsonParser parser) throws IOException {
    if (below.isEmpty() || !parser.hasToken(JsonToken.START_OBJECT)) {
      return parser.readValueAsTree();
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Optional<KeptFields> field = field(name);
      if (field.isPresent()) {
        kept.set(name, field.get().read(parser));
      } else {
        parser.skipChildren();
      }
    }
    return kept;
  }

  /**
   * Copies the kept part of the value that begins at the parser's current token. A buffer takes
   * less memory than a tree, and less time to read from.
   */
  public void copy(JsonParser parser, TokenBuffer into) throws IOException {
    if (below.isEmpty() || !parser.hasToken(JsonToken.START_OBJECT)) {
      into.copyCurrentStructure(parser);
      return;
    }
    into.writeStartObject();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      KeptFields field = below.get(name);
      if (field == null) {
        parser.skipChildren();
      } else {
        into.writeFieldName(name);
        field.copy(parser, into);
      }
    }
    into.writeEndObject();
  }

  private record Branch(Map<String, Branch> children) {
    void add(String path) {
      Branch at = this;
      for (String name : path.split("\\.", -1)) {
        at = at.children.computeIfAbsent(name, n -> new Branch(new TreeMap<>()));
      }
    }

    KeptFields kept() {
      Map<String, KeptFields> kept = new TreeMap<>();
      children.forEach((name, branch) -> kept.put(name, branch.kept()));
      return new KeptFields(kept);
    }
  }
}
