// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All objects of one kind in the API server, read as streams. At most one object is held at a time,
 * and of it only the kept fields.
 */
final class ObjectStream<T extends HasMetadata> {
  /** Objects that the API server has to hold at a time for a list. */
  private static final int PAGE = 100;

  /** A silent connection is noticed when a watch has not ended in time. */
  private static final Duration WATCH = Duration.ofSeconds(50);

  /** A page is made before it is sent. */
  private static final Duration LIST_ANSWER = Duration.ofSeconds(60);

  /** A watch is answered before anything happens. */
  private static final Duration WATCH_ANSWER = Duration.ofSeconds(5);

  /** Types of watch events; the others say that an object is there. */
  private static final String DELETED = "DELETED";

  private static final String BOOKMARK = "BOOKMARK";
  private static final String ERROR = "ERROR";

  private final Kind<T> kind;
  private final ObjectMapper mapper;
  private final Source source;

  /** Opens what a path and query name; the caller closes it. */
  interface Source {
    /**
     * Sends a GET request.
     *
     * @param answer how long to wait for the answer to begin
     * @param whole how long the answer may take from its beginning to its end; reads fail then
     * @throws IOException also when the status is not 200
     * @throws ExpiredException when the status is 410
     */
    InputStream open(String pathAndQuery, Duration answer, Duration whole)
        throws IOException, InterruptedException, ExpiredException;
  }

  /** What a list or a watch says of one object; the version may be empty. */
  sealed interface Event<T> {
    String version();

    /** The object is there. */
    record Stored<T>(T object, String version) implements Event<T> {}

    /** The object is gone. */
    record Deleted<T>(String key, String version) implements Event<T> {}

    /** The object is there but cannot be read. */
    record Unreadable<T>(String key, String version, String cause) implements Event<T> {}

    /** Nothing happened up to this version. */
    record Bookmark<T>(String version) implements Event<T> {}
  }

  ObjectStream(Kind<T> kind, ObjectMapper mapper, Source source) {
    this.kind = kind;
    this.mapper = mapper;
    this.source = source;
  }

  /** Lists everything, a page at a time; returns the version of the list. */
  String list(Consumer<Event<T>> found) throws IOException, InterruptedException, ExpiredException {
    return list(found, LIST_ANSWER);
  }

  /** The same; no page may take longer. */
  String list(Consumer<Event<T>> found, Duration patience)
      throws IOException, InterruptedException, ExpiredException {
    String next = "";
    Page page;
    do {
      String query = "?limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + encoded(next));
      try (InputStream in = source.open(kind.path() + query, patience, patience);
          JsonParser parser = mapper.getFactory().createParser(in)) {
        page = page(parser, found);
      }
      next = page.next();
    } while (!next.isEmpty());
    return page.version();
  }

  /**
   * Reports changes until the watch ends.
   *
   * @param version from which to go on
   * @param answered called once the API server has accepted the watch
   */
  void watch(String version, Runnable answered, Consumer<Event<T>> changed)
      throws IOException, InterruptedException, ExpiredException {
    String query =
        "?watch=1&allowWatchBookmarks=true&timeoutSeconds="
            + WATCH.toSeconds()
            + "&resourceVersion="
            + encoded(version);
    try (InputStream in =
        source.open(kind.path() + query, WATCH_ANSWER, WATCH.plus(WATCH_ANSWER))) {
      // Before the parser is made, which waits for the first event.
      answered.run();
      try (JsonParser parser = mapper.getFactory().createParser(in)) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          change(parser, changed);
        }
      }
    }
  }

  private record Page(String version, String next) {}

  private Page page(JsonParser parser, Consumer<Event<T>> found) throws IOException {
    String version = "";
    String next = "";
    requireObject(parser);
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "metadata" -> {
          JsonNode metadata = parser.readValueAsTree();
          version = metadata.path("resourceVersion").asText("");
          next = metadata.path("continue").asText("");
        }
        case "items" -> {
          while (token == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.START_OBJECT) {
            found.accept(stored(kind.kept().read(parser)));
          }
        }
        default -> parser.skipChildren();
      }
    }
    return new Page(version, next);
  }

  private void change(JsonParser parser, Consumer<Event<T>> changed)
      throws IOException, ExpiredException {
    String type = "";
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "type" -> type = parser.getText();
        case "object" -> {
          if (type.equals(ERROR)) {
            throw failed(parser.readValueAsTree());
          }
          changed.accept(event(type, kind.kept().read(parser)));
        }
        default -> parser.skipChildren();
      }
    }
  }

  private Event<T> event(String type, JsonNode object) {
    return switch (type) {
      case BOOKMARK -> new Event.Bookmark<>(version(object));
      case DELETED -> new Event.Deleted<>(key(object), version(object));
      default -> stored(object);
    };
  }

  private Event<T> stored(JsonNode object) {
    try {
      T read = mapper.treeToValue(object, kind.type());
      withoutEmptyParts(read.getMetadata());
      return new Event.Stored<>(kind.small().apply(read), version(object));
    } catch (IOException | RuntimeException e) {
      return new Event.Unreadable<>(key(object), version(object), e.getClass().getSimpleName());
    }
  }

  /** The client's model gives each object maps and lists of its own, most of which stay empty. */
  private static void withoutEmptyParts(ObjectMeta metadata) {
    metadata.setManagedFields(List.of());
    if (metadata.getAnnotations() == null || metadata.getAnnotations().isEmpty()) {
      metadata.setAnnotations(Map.of());
    }
    if (metadata.getLabels() == null || metadata.getLabels().isEmpty()) {
      metadata.setLabels(Map.of());
    }
    if (metadata.getFinalizers() == null || metadata.getFinalizers().isEmpty()) {
      metadata.setFinalizers(List.of());
    }
    if (metadata.getOwnerReferences() == null || metadata.getOwnerReferences().isEmpty()) {
      metadata.setOwnerReferences(List.of());
    }
    if (metadata.getAdditionalProperties().isEmpty()) {
      metadata.setAdditionalProperties(Map.of());
    }
  }

  private static IOException failed(JsonNode status) throws ExpiredException {
    String message = status.path("message").asText("the watch failed");
    if (status.path("code").asInt() == HttpURLConnection.HTTP_GONE) {
      throw new ExpiredException(message);
    }
    return new IOException(message);
  }

  private static String key(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    String namespace = metadata.path("namespace").asText("");
    String name = metadata.path("name").asText("");
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  private static String version(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asText("");
  }

  private static void requireObject(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("the answer is not a JSON object");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
