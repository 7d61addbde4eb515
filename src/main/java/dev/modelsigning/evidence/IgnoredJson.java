// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies at ignored paths, within a report: {@code {"paths":[{"path":..,"kind":..,"files":..,
 * "bytes":..,"complete":..,"names":[..]}],"more":0}}.
 */
final class IgnoredJson {
  private IgnoredJson() {}

  /**
   * The content, shortened to what fits: names are left out first, then paths, which still count as
   * {@code more}.
   *
   * @param limit the most bytes of all paths
   */
  static IgnoredContent fitting(IgnoredContent content, int limit) {
    IgnoredContent named = leading(content.paths(), content.more(), limit);
    return named.more() == content.more()
        ? named
        : leading(
            content.paths().stream().map(IgnoredPath::withoutNames).toList(),
            content.more(),
            limit);
  }

  private static IgnoredContent leading(List<IgnoredPath> paths, int more, int limit) {
    int bytes = 0;
    for (int i = 0; i < paths.size(); i++) {
      bytes += StrictJson.write(object(paths.get(i))).getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > limit) {
        return new IgnoredContent(paths.subList(0, i), more + paths.size() - i);
      }
    }
    return new IgnoredContent(paths, more);
  }

  static ObjectNode write(IgnoredContent content) {
    ObjectNode json = StrictJson.object();
    ArrayNode paths = json.putArray("paths");
    content.paths().forEach(path -> paths.add(object(path)));
    json.put("more", content.more());
    return json;
  }

  private static ObjectNode object(IgnoredPath path) {
    ObjectNode json = StrictJson.object();
    json.put("path", path.path());
    json.put("kind", path.kind().text());
    json.put("files", path.files());
    json.put("bytes", path.bytes());
    json.put("complete", path.complete());
    ArrayNode names = json.putArray("names");
    path.names().forEach(names::add);
    return json;
  }

  /**
   * Reads what {@link #write} writes.
   *
   * @throws EvidenceException MALFORMED for anything else, absence included
   */
  static IgnoredContent read(JsonNode json) throws EvidenceException {
    List<IgnoredPath> paths = new ArrayList<>();
    for (JsonNode path : list(json, "paths")) {
      List<String> names = new ArrayList<>();
      for (JsonNode name : list(path, "names")) {
        if (!name.isTextual()) {
          throw malformed("a name");
        }
        names.add(name.textValue());
      }
      paths.add(
          new IgnoredPath(
              text(path, "path"),
              IgnoredPath.Kind.ofText(text(path, "kind")).orElseThrow(() -> malformed("a kind")),
              count(path, "files", Long.MAX_VALUE),
              count(path, "bytes", Long.MAX_VALUE),
              bool(path, "complete"),
              names));
    }
    return new IgnoredContent(paths, (int) count(json, "more", Integer.MAX_VALUE));
  }

  private static JsonNode list(JsonNode json, String member) throws EvidenceException {
    JsonNode value = json.path(member);
    if (!value.isArray()) {
      throw malformed("'" + member + "'");
    }
    return value;
  }

  private static String text(JsonNode json, String member) throws EvidenceException {
    JsonNode value = json.path(member);
    if (!value.isTextual()) {
      throw malformed("'" + member + "'");
    }
    return value.textValue();
  }

  private static boolean bool(JsonNode json, String member) throws EvidenceException {
    JsonNode value = json.path(member);
    if (!value.isBoolean()) {
      throw malformed("'" + member + "'");
    }
    return value.booleanValue();
  }

  private static long count(JsonNode json, String member, long most) throws EvidenceException {
    JsonNode value = json.path(member);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > most) {
      throw malformed("'" + member + "'");
    }
    return value.longValue();
  }

  private static EvidenceException malformed(String what) {
    return new EvidenceException(
        Reason.MALFORMED, "what the report says about ignored paths has no valid " + what);
  }
}
