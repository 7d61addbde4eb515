// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads an object strictly, and one that cannot be read so without the fields at fault: those of
 * its metadata, its spec and its status one by one.
 */
final class LenientDeserializer extends DelegatingDeserializer {
  private static final long serialVersionUID = 1L;

  private static final String METADATA = "metadata";

  /** What an object cannot do without; the API server writes or checks each of them. */
  private static final Set<String> IDENTITY =
      Set.of("name", "namespace", "uid", "resourceVersion", "generation");

  LenientDeserializer(JsonDeserializer<?> strict) {
    super(strict);
  }

  @Override
  protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> strict) {
    return new LenientDeserializer(strict);
  }

  @Override
  public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    try (TokenBuffer object = context.bufferAsCopyOfValue(parser)) {
      try {
        return strict(object.asParserOnFirstToken(), context);
      } catch (JsonMappingException | IllegalArgumentException e) {
        JsonNode tree = context.readTree(object.asParserOnFirstToken());
        if (tree instanceof ObjectNode fields) {
          return withoutFaults(fields, context);
        }
        throw e;
      }
    }
  }

  private Object strict(JsonParser parser, DeserializationContext context) throws IOException {
    return super.deserialize(parser, context);
  }

  private Object withoutFaults(ObjectNode tree, DeserializationContext context) throws IOException {
    List<String> faults = new ArrayList<>();
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> section : tree.properties()) {
      JsonNode part =
          section.getValue() instanceof ObjectNode fields
              ? readable(section.getKey(), fields, context, faults)
              : section.getValue();
      if (isReadable(section.getKey(), part, context)) {
        kept.set(section.getKey(), part);
      } else {
        faults.add(section.getKey());
      }
    }
    Object read = read(kept, context);
    if (read instanceof HasMetadata object && object.getMetadata() != null) {
      Unreadable.mark(object, faults.isEmpty() ? List.of("the object") : faults);
    }
    return read;
  }

  private ObjectNode readable(
      String section, ObjectNode fields, DeserializationContext context, List<String> faults) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      ObjectNode alone = JsonNodeFactory.instance.objectNode();
      alone.set(field.getKey(), field.getValue());
      boolean identity = section.equals(METADATA) && IDENTITY.contains(field.getKey());
      if (identity || isReadable(section, alone, context)) {
        kept.set(field.getKey(), field.getValue());
      } else {
        faults.add(section + "." + field.getKey());
      }
    }
    return kept;
  }

  private boolean isReadable(String section, JsonNode value, DeserializationContext context) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set(section, value);
    try {
      read(object, context);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private Object read(ObjectNode object, DeserializationContext context) throws IOException {
    JsonParser parser = context.getParser().getCodec().treeAsTokens(object);
    parser.nextToken();
    return strict(parser, context);
  }
}
