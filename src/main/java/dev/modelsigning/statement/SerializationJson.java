// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.SerializationMethod;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The member {@code serialization} of a predicate (OMS 1.0, 5.2.2). */
public final class SerializationJson {
  private SerializationJson() {}

  /**
   * Reads the object. {@code ignore_paths} may be absent (11.1); entries with wildcards, {@code ..}
   * or a leading '/' are refused (6.2.1). A member that has no use may be null instead of absent,
   * as writers spell it that know no absent members.
   *
   * @throws StatementFormatException if it breaks a rule
   */
  public static Serialization read(ObjectNode json) throws StatementFormatException {
    String methodText = StatementJson.text(json, "method", Reason.SERIALIZATION);
    SerializationMethod method =
        SerializationMethod.ofText(methodText)
            .orElseThrow(
                () ->
                    refused("'method' is '%s', not files or shards".formatted(shown(methodText))));
    String hashType = StatementJson.text(json, "hash_type", Reason.SERIALIZATION);
    if (!Digest.isRegistered(hashType)) {
      throw refused(
          "'hash_type' is '%s', not sha256, blake2b or blake3".formatted(shown(hashType)));
    }
    JsonNode symlinks = json.path("allow_symlinks");
    if (!symlinks.isBoolean()) {
      throw refused("'allow_symlinks' is missing or neither true nor false");
    }
    return new Serialization(
        method, hashType, shardSize(json, method), symlinks.booleanValue(), ignorePaths(json));
  }

  private static OptionalLong shardSize(ObjectNode json, SerializationMethod method)
      throws StatementFormatException {
    JsonNode size = json.path("shard_size");
    if (method == SerializationMethod.FILES) {
      if (!isAbsent(size)) {
        throw refused("'shard_size' is not allowed with the method files");
      }
      return OptionalLong.empty();
    }
    // The Python reference writes 1000.0, so whole numbers in any notation are accepted.
    if (!size.isNumber() || !size.canConvertToExactIntegral() || !size.canConvertToLong()) {
      throw refused("'shard_size' is missing or not a whole number");
    }
    if (size.longValue() < 1) {
      throw refused("'shard_size' is not positive");
    }
    return OptionalLong.of(size.longValue());
  }

  private static boolean isAbsent(JsonNode member) {
    return member.isMissingNode() || member.isNull();
  }

  private static List<String> ignorePaths(ObjectNode json) throws StatementFormatException {
    JsonNode member = json.path("ignore_paths");
    if (isAbsent(member)) {
      return List.of();
    }
    if (!(member instanceof ArrayNode array) || array.size() > ManifestCodec.MAX_IGNORED) {
      throw refused(
          "'ignore_paths' is not a list of at most %d paths".formatted(ManifestCodec.MAX_IGNORED));
    }
    List<String> paths = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        throw refused("an entry of 'ignore_paths' is not a string");
      }
      String path = element.textValue();
      Optional<String> problem = ResourceNames.problemWithIgnored(path);
      if (problem.isPresent()) {
        throw refused("the ignored path '%s' %s".formatted(shown(path), problem.get()));
      }
      paths.add(path);
    }
    return paths;
  }

  /** Writes the object as the Python reference does: an empty list of paths is left out. */
  public static ObjectNode write(Serialization serialization) {
    ObjectNode json = StrictJson.object();
    json.put("method", serialization.method().text());
    json.put("hash_type", serialization.hashType());
    serialization.shardSize().ifPresent(size -> json.put("shard_size", size));
    json.put("allow_symlinks", serialization.allowSymlinks());
    if (!serialization.ignorePaths().isEmpty()) {
      ArrayNode paths = json.putArray("ignore_paths");
      serialization.ignorePaths().forEach(paths::add);
    }
    return json;
  }

  private static StatementFormatException refused(String message) {
    return new StatementFormatException(Reason.SERIALIZATION, message);
  }

  private static String shown(String text) {
    return Printable.shortened(text);
  }
}
