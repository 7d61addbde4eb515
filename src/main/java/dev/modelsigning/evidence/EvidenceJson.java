// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.json.StrictJson;
import java.util.Optional;

/** Strict JSON for the lines and the report of a measuring Job. */
final class EvidenceJson {
  /** A report lists at most a few dozen ignored paths with their names. */
  private static final int MAX_TOKENS = 1000;

  private static final int MAX_DEPTH = 5;

  static final StrictJson JSON =
      new StrictJson(4 * Evidence.MAX_LINE, MAX_TOKENS, MAX_DEPTH, Evidence.MAX_LINE);

  private EvidenceJson() {}

  /**
   * The object in one line of a log; empty unless its {@code type} is the given one. A damaged line
   * counts as another one: a part that is missing is noticed later.
   */
  static Optional<JsonNode> line(String line, String type) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.read(line);
      return type.equals(json.path("type").asText()) ? Optional.of(json) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
