// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads a document of YAML into the JSON that kubectl sends for it: by YAML 1.1, with merge keys.
 * What is judged is then what would be applied.
 */
final class YamlDocument {
  /** No document without aliases reaches it: the library bounds the length of the text. */
  private static final int MOST_NODES = 2_000_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setSchema(new YamlScalars.PlainSchema()).build();

  private final JsonNodeFactory json = JsonNodeFactory.instance;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;

  private YamlDocument() {}

  /**
   * The one document of a text; empty where it has none.
   *
   * @throws YamlEngineException for what is no YAML, or cannot be written as JSON
   */
  static Optional<JsonNode> read(String text) {
    return new Unmerged(text).getSingleNode().map(new YamlDocument()::value);
  }

  /** Leaves merge keys where they are: kubectl takes them in their order, the library does not. */
  private static final class Unmerged extends Composer {
    Unmerged(String text) {
      super(SETTINGS, new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)));
    }

    @Override
    protected void composeMappingChildren(List<NodeTuple> children, MappingNode node) {
      super.composeMappingChildren(children, node);
      node.setHasMergeTag(false);
    }
  }

  private JsonNode value(Node node) {
    if (++nodes > MOST_NODES) {
      throw new YamlEngineException("its aliases make more than " + MOST_NODES + " values of it");
    }
    if (node instanceof ScalarNode scalar) {
      return YamlScalars.value(scalar);
    }
    if (!open.add(node)) {
      throw new YamlEngineException("the value of an anchor contains itself" + where(node));
    }
    JsonNode made =
        switch (node) {
          case MappingNode mapping -> mapping(mapping);
          case SequenceNode sequence -> sequence(sequence);
          default -> throw new YamlEngineException("unknown YAML" + where(node));
        };
    open.remove(node);
    return made;
  }

  private ArrayNode sequence(SequenceNode node) {
    ArrayNode list = json.arrayNode();
    node.getValue().forEach(item -> list.add(value(item)));
    return list;
  }

  /** A merge key replaces what stands before it, and is replaced by what stands after it. */
  private ObjectNode mapping(MappingNode node) {
    ObjectNode object = json.objectNode();
    Set<String> written = new HashSet<>();
    for (NodeTuple entry : node.getValue()) {
      if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(entry.getValueNode(), object);
        continue;
      }
      String key = key(entry.getKeyNode());
      if (!written.add(key)) {
        throw new YamlEngineException(
            "the key '" + key + "' stands there twice" + where(entry.getKeyNode()));
      }
      object.set(key, value(entry.getValueNode()));
    }
    return object;
  }

  /** Of several mappings the first counts. */
  private void merge(Node merged, ObjectNode object) {
    List<Node> mappings =
        merged instanceof SequenceNode sequence ? sequence.getValue().reversed() : List.of(merged);
    for (Node mapping : mappings) {
      if (!(mapping instanceof MappingNode)) {
        throw new YamlEngineException(
            "the merge key << wants a mapping, or a list of mappings" + where(mapping));
      }
      object.setAll((ObjectNode) value(mapping));
    }
  }

  private static String key(Node node) {
    JsonNode key = node instanceof ScalarNode scalar ? YamlScalars.value(scalar) : null;
    if (key == null || key.isNull()) {
      throw new YamlEngineException("a key is null, a list or a mapping" + where(node));
    }
    return key.asText();
  }

  static String where(Node node) {
    return node.getStartMark().map(mark -> " in line " + (mark.getLine() + 1)).orElse("");
  }
}
