// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what lies at the ignored paths of a model, since no signature covers it. */
public final class IgnoredReport {
  private static final int SHOWN = 20;

  private IgnoredReport() {}

  /** Lines for people, without indentation; none if there is nothing. */
  public static List<String> lines(IgnoredContent content) {
    if (content.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    content.paths().stream().limit(SHOWN).forEach(path -> lines.add("ignored: " + line(path)));
    int more = content.paths().size() - Math.min(SHOWN, content.paths().size()) + content.more();
    if (more > 0) {
      lines.add("ignored: and " + more + " more paths");
    }
    return lines;
  }

  private static String line(IgnoredPath path) {
    String what =
        switch (path.kind()) {
          case FILE -> "a file of " + ByteCount.text(path.bytes());
          case FOLDER -> "a folder with " + files(path);
          case LINK -> "a link to " + String.join("", path.names());
          case SPECIAL -> "a socket, FIFO or device";
          case UNREADABLE -> "a folder that cannot be read";
          case EMPTY -> "a folder that has never held anything";
        };
    return "'" + path.path() + "' is not signed: " + what;
  }

  private static String files(IgnoredPath path) {
    return (path.complete() ? "" : "at least ")
        + path.files()
        + (path.files() == 1 ? " file" : " files")
        + " ("
        + ByteCount.text(path.bytes())
        + ")"
        + (path.names().isEmpty() ? "" : ", such as " + path.names().getFirst());
  }

  /** Adds the member {@code ignored} to a result, if there is anything. */
  public static void put(Map<String, Object> result, IgnoredContent content) {
    if (content.isEmpty()) {
      return;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("paths", content.paths().stream().map(IgnoredReport::object).toList());
    object.put("more", content.more());
    result.put("ignored", object);
  }

  private static Map<String, Object> object(IgnoredPath path) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("path", path.path());
    object.put("kind", path.kind().text());
    object.put("files", path.files());
    object.put("bytes", path.bytes());
    object.put("complete", path.complete());
    object.put("names", path.names());
    return object;
  }
}
