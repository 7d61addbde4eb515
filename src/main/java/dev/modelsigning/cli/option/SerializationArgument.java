// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.SerializationMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The value of {@code oms measure --serialization}: {@code {"method":"files","hashType":"sha256",
 * "allowSymlinks":false,"ignorePaths":["model.sig"]}}, and {@code shardSize} with the method
 * shards. Members of other names are refused: they would change what is measured if they were
 * understood.
 */
public final class SerializationArgument {
  private static final int LIMIT = 1 << 20;
  private static final Set<String> MEMBERS =
      Set.of("method", "hashType", "shardSize", "allowSymlinks", "ignorePaths");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(LIMIT)
                          .maxNestingDepth(3)
                          .maxNumberLength(20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SerializationArgument() {}

  public static Serialization parse(String json) throws CommandFailure {
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          Exit.USAGE, "--serialization is no JSON: " + e.getOriginalMessage(), REMEDY, e);
    }
    if (!node.isObject()) {
      throw refused("it is no object");
    }
    for (var member : node.properties()) {
      if (!MEMBERS.contains(member.getKey())) {
        throw refused("it has the unknown member '" + member.getKey() + "'");
      }
    }
    SerializationMethod method =
        SerializationMethod.ofText(node.path("method").asText())
            .orElseThrow(() -> refused("'method' is neither files nor shards"));
    String hashType = node.path("hashType").asText();
    if (!Digest.isRegistered(hashType)) {
      throw refused("'hashType' is not sha256, blake2b or blake3");
    }
    if (!node.path("allowSymlinks").isBoolean()) {
      throw refused("'allowSymlinks' is neither true nor false");
    }
    try {
      return new Serialization(
          method,
          hashType,
          shardSize(node),
          node.path("allowSymlinks").booleanValue(),
          ignorePaths(node));
    } catch (IllegalArgumentException e) {
      throw refused(Causes.text(e));
    }
  }

  private static OptionalLong shardSize(JsonNode node) throws CommandFailure {
    JsonNode size = node.path("shardSize");
    if (size.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!size.isIntegralNumber() || !size.canConvertToLong()) {
      throw refused("'shardSize' is no whole number");
    }
    return OptionalLong.of(size.longValue());
  }

  private static List<String> ignorePaths(JsonNode node) throws CommandFailure {
    JsonNode member = node.path("ignorePaths");
    if (!member.isArray()) {
      throw refused("'ignorePaths' is no list");
    }
    List<String> paths = new ArrayList<>();
    for (JsonNode element : member) {
      String path = element.isTextual() ? element.textValue() : "";
      Optional<String> problem = ResourceNames.problemWithIgnored(path);
      if (problem.isPresent()) {
        throw refused("the ignored path '" + path + "' " + problem.get());
      }
      paths.add(path);
    }
    return paths;
  }

  private static final String REMEDY =
      "give {\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[]}";

  private static CommandFailure refused(String why) {
    return CommandFailure.usage("--serialization: " + why, REMEDY);
  }
}
