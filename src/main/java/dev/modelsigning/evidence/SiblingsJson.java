// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Siblings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What lies beside a model, within a report: {@code {"paths":[..],"more":0}}. */
final class SiblingsJson {
  private SiblingsJson() {}

  /**
   * The leading paths that fit; the others count as {@code more}.
   *
   * @param limit the most bytes of all paths
   */
  static Siblings fitting(Siblings siblings, int limit) {
    int left = limit;
    int fitting = 0;
    for (String path : siblings.paths()) {
      left -=
          StrictJson.write(StrictJson.object().put("", path))
              .getBytes(StandardCharsets.UTF_8)
              .length;
      if (left < 0) {
        break;
      }
      fitting++;
    }
    return new Siblings(
        siblings.paths().subList(0, fitting), siblings.more() + siblings.paths().size() - fitting);
  }

  static ObjectNode write(Siblings siblings) {
    ObjectNode json = StrictJson.object();
    ArrayNode paths = json.putArray("paths");
    siblings.paths().forEach(paths::add);
    json.put("more", siblings.more());
    return json;
  }

  /**
   * Reads what {@link #write} writes.
   *
   * @throws EvidenceException MALFORMED for anything else, absence included
   */
  static Siblings read(JsonNode json) throws EvidenceException {
    JsonNode listed = json.path("paths");
    JsonNode more = json.path("more");
    if (!listed.isArray()
        || !more.canConvertToInt()
        || !more.isIntegralNumber()
        || more.intValue() < 0) {
      throw malformed();
    }
    List<String> paths = new ArrayList<>();
    for (JsonNode path : listed) {
      if (!path.isTextual()) {
        throw malformed();
      }
      paths.add(path.textValue());
    }
    return new Siblings(paths, more.intValue());
  }

  private static EvidenceException malformed() {
    return new EvidenceException(
        Reason.MALFORMED, "the report does not say in valid form what lies beside the model");
  }
}
