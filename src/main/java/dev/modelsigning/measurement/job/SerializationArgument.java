// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Serialization;

/** The {@code --serialization} argument of {@code oms measure}: a JSON object. */
final class SerializationArgument {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private SerializationArgument() {}

  static String json(Serialization serialization) {
    ObjectNode node = JSON.createObjectNode();
    node.put("method", serialization.method().text());
    node.put("hashType", serialization.hashType());
    serialization.shardSize().ifPresent(size -> node.put("shardSize", size));
    node.put("allowSymlinks", serialization.allowSymlinks());
    var ignored = node.putArray("ignorePaths");
    serialization.ignorePaths().forEach(ignored::add);
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A serialization could not be written as JSON", e);
    }
  }
}
