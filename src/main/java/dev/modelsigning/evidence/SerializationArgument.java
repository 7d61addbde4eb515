// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
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
 * The value of {@code oms measure --serialization}, which the operator writes and a measuring Job
 * reads: {@code {"method":"files","hashType":"sha256","allowSymlinks":false,"ignorePaths":[]}}, and
 * {@code shardSize} with the method shards. With the method auto, {@code shardSize} and {@code
 * shardsAbove} are what {@link HashingChoice.BySize} is made of. Unknown members are refused, since
 * they might change what is measured.
 */
public final class SerializationArgument {
  /** A value of this form, for hints. */
  public static final String EXAMPLE =
      "{\"method\":\"files\",\"hashType\":\"sha256\",\"allowSymlinks\":false,\"ignorePaths\":[]}";

  private static final int MAX_BYTES = 1 << 20;
  private static final Set<String> MEMBERS =
      Set.of("method", "hashType", "shardSize", "shardsAbove", "allowSymlinks", "ignorePaths");
  private static final String AUTO = "auto";

  private SerializationArgument() {}

  /** The text is not a serialization. The message completes "the serialization ...". */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private RefusedException(String message) {
      super(message);
    }

    private RefusedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The choice as JSON on one line. */
  public static String text(HashingChoice choice) {
    return StrictJson.write(
        switch (choice) {
          case HashingChoice.Given(Serialization given) ->
              object(given.method().text(), given, given.shardSize());
          case HashingChoice.BySize(Serialization files, long shardSize, long shardsAbove) ->
              object(AUTO, files, OptionalLong.of(shardSize)).put("shardsAbove", shardsAbove);
        });
  }

  private static ObjectNode object(String method, Serialization of, OptionalLong shardSize) {
    ObjectNode json = StrictJson.object();
    json.put("method", method);
    json.put("hashType", of.hashType());
    shardSize.ifPresent(size -> json.put("shardSize", size));
    json.put("allowSymlinks", of.allowSymlinks());
    ArrayNode ignored = json.putArray("ignorePaths");
    of.ignorePaths().forEach(ignored::add);
    return json;
  }

  /**
   * Reads what {@link #text} writes.
   *
   * @throws RefusedException for anything else, and for more than 1 MiB
   */
  public static HashingChoice read(String text) throws RefusedException {
    JsonNode node = json(text);
    String method = node.path("method").asText();
    String hashType = node.path("hashType").asText();
    if (!Digest.isRegistered(hashType)) {
      throw new RefusedException("has a 'hashType' that is not sha256, blake2b or blake3");
    }
    if (!node.path("allowSymlinks").isBoolean()) {
      throw new RefusedException("has an 'allowSymlinks' that is not true or false");
    }
    Serialization files =
        new Serialization(
            SerializationMethod.FILES,
            hashType,
            OptionalLong.empty(),
            node.path("allowSymlinks").booleanValue(),
            ignorePaths(node));
    try {
      return method.equals(AUTO) ? bySize(node, files) : given(node, method, files);
    } catch (IllegalArgumentException e) {
      throw new RefusedException("is not valid: " + e.getMessage(), e);
    }
  }

  private static HashingChoice bySize(JsonNode node, Serialization files) throws RefusedException {
    OptionalLong shardSize = number(node, "shardSize");
    OptionalLong shardsAbove = number(node, "shardsAbove");
    if (shardSize.isEmpty() || shardsAbove.isEmpty()) {
      throw new RefusedException("has the 'method' auto without 'shardSize' and 'shardsAbove'");
    }
    return new HashingChoice.BySize(files, shardSize.getAsLong(), shardsAbove.getAsLong());
  }

  private static HashingChoice given(JsonNode node, String text, Serialization files)
      throws RefusedException {
    SerializationMethod method =
        SerializationMethod.ofText(text)
            .orElseThrow(
                () -> new RefusedException("has a 'method' that is not files, shards or auto"));
    if (node.has("shardsAbove")) {
      throw new RefusedException("has 'shardsAbove' without the 'method' auto");
    }
    return new HashingChoice.Given(
        new Serialization(
            method,
            files.hashType(),
            number(node, "shardSize"),
            files.allowSymlinks(),
            files.ignorePaths()));
  }

  private static JsonNode json(String text) throws RefusedException {
    JsonNode node;
    try {
      node = new StrictJson(MAX_BYTES, MAX_BYTES, 3, MAX_BYTES).read(text);
    } catch (JsonProcessingException e) {
      throw new RefusedException("is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!node.isObject()) {
      throw new RefusedException("is not a JSON object");
    }
    for (var member : node.properties()) {
      if (!MEMBERS.contains(member.getKey())) {
        throw new RefusedException("has the unknown member '" + member.getKey() + "'");
      }
    }
    return node;
  }

  private static OptionalLong number(JsonNode node, String member) throws RefusedException {
    JsonNode size = node.path(member);
    if (size.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!size.isIntegralNumber() || !size.canConvertToLong()) {
      throw new RefusedException("has a '" + member + "' that is not a whole number");
    }
    return OptionalLong.of(size.longValue());
  }

  private static List<String> ignorePaths(JsonNode node) throws RefusedException {
    JsonNode member = node.path("ignorePaths");
    if (!member.isArray()) {
      throw new RefusedException("has an 'ignorePaths' that is not a list");
    }
    List<String> paths = new ArrayList<>();
    for (JsonNode element : member) {
      String path = element.isTextual() ? element.textValue() : "";
      Optional<String> problem = ResourceNames.problemWithIgnored(path);
      if (problem.isPresent()) {
        throw new RefusedException("has an ignored path '" + path + "' that " + problem.get());
      }
      paths.add(path);
    }
    return paths;
  }
}
