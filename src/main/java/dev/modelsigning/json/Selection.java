// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Which members of objects are kept, and how many values so far; all unless some are named. */
final class Selection {
  private final Set<String> names;
  private final boolean all;
  private final int most;
  private final List<String> path;
  private final Consumer<JsonNode> elements;
  private int kept;

  private Selection(
      Set<String> names, boolean all, int most, List<String> path, Consumer<JsonNode> elements) {
    this.names = names;
    this.all = all;
    this.most = most;
    this.path = path;
    this.elements = elements;
  }

  Selection() {
    this(Set.of(), true, Integer.MAX_VALUE, List.of(), element -> {});
  }

  Selection(Set<String> names) {
    this(names, false, StrictJson.MAX_KEPT, List.of(), element -> {});
  }

  Selection(List<String> path, Consumer<JsonNode> elements) {
    this(Set.of(), true, StrictJson.MAX_BESIDE, path, elements);
  }

  static Selection ofElement() {
    return new Selection(Set.of(), true, StrictJson.MAX_ELEMENT, List.of(), element -> {});
  }

  /** Whether the array that begins here is the one whose elements are handed over. */
  boolean handsOver(JsonParser parser) {
    JsonStreamContext context = parser.getParsingContext().getParent();
    for (int i = path.size() - 1; i >= 0; i--) {
      if (!context.inObject() || !path.get(i).equals(context.getCurrentName())) {
        return false;
      }
      context = context.getParent();
    }
    return !path.isEmpty() && context.inRoot();
  }

  boolean has(String name) {
    return all || names.contains(name);
  }

  void handOver(JsonNode element) {
    elements.accept(element);
  }

  void keep(JsonParser parser) throws JsonParseException {
    if (++kept > most) {
      throw new JsonParseException(parser, "more than %d values".formatted(most));
    }
  }

  void checkMembers(int count, JsonParser parser) throws JsonParseException {
    if (!all && count > StrictJson.MAX_MEMBERS) {
      throw new JsonParseException(
          parser, "an object with more than %d members".formatted(StrictJson.MAX_MEMBERS));
    }
  }
}
