// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.decoding.LenientResources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads manifests in YAML or JSON, with any number of documents in a file. Lists are taken apart.
 */
public final class Manifests {
  /** Documents of one file at most. */
  static final int MOST_DOCUMENTS = 10_000;

  /** At the beginning of a line, this ends a document wherever it is. */
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)(?<rest>[^\\n]*)$");

  private final ObjectMapper mapper = LenientResources.mapper();

  /** A reader. */
  public Manifests() {}

  /**
   * The objects of a text, in its order.
   *
   * @param name what the text is called in errors, such as the path of a file
   * @throws UnusableManifestException for what is neither YAML nor JSON, is no object, has no kind,
   *     or metadata or annotations that are no mapping
   */
  public List<ObjectNode> read(String name, String text) throws UnusableManifestException {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode document : documents(name, text)) {
      add(name, document, objects);
    }
    return List.copyOf(objects);
  }

  private List<JsonNode> documents(String name, String text) throws UnusableManifestException {
    String stripped = text.strip();
    return stripped.startsWith("{") ? json(name, stripped) : yaml(name, text);
  }

  private List<JsonNode> json(String name, String text) throws UnusableManifestException {
    List<JsonNode> documents = new ArrayList<>();
    try (JsonParser parser = mapper.getFactory().createParser(text);
        MappingIterator<JsonNode> all = mapper.readerFor(JsonNode.class).readValues(parser)) {
      while (all.hasNextValue()) {
        documents.add(all.nextValue());
      }
      return documents;
    } catch (IOException e) {
      throw new UnusableManifestException(name + " is not JSON: " + firstLine(e), e);
    }
  }

  private static List<JsonNode> yaml(String name, String text) throws UnusableManifestException {
    requireSeparators(name, text);
    List<JsonNode> documents = new ArrayList<>();
    for (String document : SEPARATOR.split(text, MOST_DOCUMENTS)) {
      try {
        YamlDocument.read(document).ifPresent(documents::add);
      } catch (RuntimeException e) { // of the YAML library
        throw new UnusableManifestException(
            "document %d of %s is not YAML: %s".formatted(documents.size() + 1, name, firstLine(e)),
            e);
      }
    }
    return documents;
  }

  /** What stands after the dashes would be passed over, and kubectl does not take it either. */
  private static void requireSeparators(String name, String text) throws UnusableManifestException {
    Matcher separator = SEPARATOR.matcher(text);
    while (separator.find()) {
      String rest = separator.group("rest").strip();
      if (!rest.isEmpty() && !rest.startsWith("#")) {
        throw new UnusableManifestException(
            name
                + " has more than a comment in a line that begins with ---: write it into the next"
                + " line");
      }
    }
  }

  private static void add(String name, JsonNode document, List<ObjectNode> objects)
      throws UnusableManifestException {
    if (!(document instanceof ObjectNode object) || !object.path("kind").isTextual()) {
      throw new UnusableManifestException(
          name + " holds something that is no Kubernetes object: it has no kind");
    }
    if (object.path("items").isArray() && object.path("kind").asText().endsWith("List")) {
      for (JsonNode item : object.path("items")) {
        add(name, item, objects);
      }
    } else {
      JsonNode metadata = object.path("metadata");
      requireMapping(object, "metadata", metadata);
      requireMapping(object, "metadata.annotations", metadata.path("annotations"));
      objects.add(object);
    }
  }

  /** What is read and written before an object is taken as its class. */
  private static void requireMapping(ObjectNode object, String field, JsonNode value)
      throws UnusableManifestException {
    if (!value.isObject() && !value.isMissingNode() && !value.isNull()) {
      throw new UnusableManifestException(nameOf(object) + ": " + field + " is no mapping");
    }
  }

  /**
   * An object as its class.
   *
   * @throws UnusableManifestException when its fields are of other types
   */
  public <T> T as(Class<T> type, ObjectNode object) throws UnusableManifestException {
    try {
      return mapper.treeToValue(object, type);
    } catch (JsonProcessingException e) {
      throw new UnusableManifestException(nameOf(object) + " cannot be read: " + firstLine(e), e);
    }
  }

  /** Kind and name, such as {@code Deployment server}. */
  public static String nameOf(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    String name =
        metadata.path("name").asText(metadata.path("generateName").asText("without a name"));
    return object.path("kind").asText("object") + " " + name;
  }

  private static String firstLine(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
