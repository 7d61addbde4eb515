// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.EntryTable;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.SerializationMethod;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.text.Printable;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the resources of a statement one by one. How the model was hashed may come after them,
 * so what depends on it is checked at the end.
 */
final class ResourceReader implements Consumer<JsonNode> {
  /** The spellings of one algorithm are three. */
  private static final int MAX_ALGORITHMS = 8;

  private static final String LONG_DIGESTS = Digest.BLAKE2B;

  /** The first resource of each algorithm. */
  private final Map<String, String> algorithms = new LinkedHashMap<>();

  private @Nullable EntryTable entries;
  private int digestLength;
  private Optional<String> badDigest = Optional.empty();
  private boolean namesSingleFile;
  private @Nullable StatementFormatException problem;

  @Override
  public void accept(JsonNode resource) {
    if (problem != null) {
      return;
    }
    try {
      add(resource);
    } catch (StatementFormatException e) {
      problem = e;
    }
  }

  private void add(JsonNode resource) throws StatementFormatException {
    if (!(resource instanceof ObjectNode descriptor)) {
      throw new StatementFormatException(Reason.RESOURCES, "a resource is not an object");
    }
    if (entries != null && entries.size() == ManifestCodec.MAX_ENTRIES) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "there are more than %d resources".formatted(ManifestCodec.MAX_ENTRIES));
    }
    String name = StatementJson.text(descriptor, "name", Reason.RESOURCES);
    Optional<String> bad = ResourceNames.problemWith(name);
    boolean single = ResourceNames.SINGLE_FILE.equals(name);
    if (bad.isPresent() && !single) {
      throw badName(name, bad.get());
    }
    namesSingleFile |= single;
    String algorithm = StatementJson.text(descriptor, "algorithm", Reason.RESOURCES);
    if (algorithms.size() < MAX_ALGORITHMS) {
      algorithms.putIfAbsent(algorithm, name);
    }
    String hex = StatementJson.text(descriptor, "digest", Reason.RESOURCES);
    if (entries == null) {
      digestLength = 2 * Digest.lengthOf(LONG_DIGESTS) == hex.length() ? hex.length() : 64;
      entries = new EntryTable(digestLength == 64 ? Digest.SHA256 : LONG_DIGESTS);
    }
    if (hex.length() != digestLength || !Digest.isLowerCaseHex(hex)) {
      badDigest = badDigest.or(() -> Optional.of(name));
    } else if (algorithms.containsKey(algorithm)) {
      entries.add(name, algorithm, HexFormat.of().parseHex(hex));
    }
  }

  private static StatementFormatException badName(String name, String what) {
    return new StatementFormatException(
        Reason.RESOURCES, "the resource name '%s' %s".formatted(Printable.shortened(name), what));
  }

  /**
   * The resources, in their order.
   *
   * @throws StatementFormatException if one of them breaks a rule, or there is none
   */
  EntryTable entries(Serialization serialization) throws StatementFormatException {
    if (problem != null) {
      throw problem;
    }
    EntryTable read = entries;
    if (read == null) {
      throw new StatementFormatException(
          Reason.RESOURCES, "'resources' is missing, not a list, or empty");
    }
    if (namesSingleFile
        && (read.size() != 1 || serialization.method() != SerializationMethod.FILES)) {
      // The Python reference uses '.' for the file of a single-file model, the specification its
      // name.
      throw badName(
          ResourceNames.SINGLE_FILE,
          ResourceNames.problemWith(ResourceNames.SINGLE_FILE).orElseThrow());
    }
    for (Map.Entry<String, String> algorithm : algorithms.entrySet()) {
      checkAlgorithm(algorithm.getKey(), algorithm.getValue(), serialization);
    }
    String hashType = serialization.hashType();
    if (digestLength != 2 * Digest.lengthOf(hashType)) {
      throw badDigest(algorithms.values().iterator().next(), hashType);
    }
    if (badDigest.isPresent()) {
      throw badDigest(badDigest.get(), hashType);
    }
    OptionalInt repeated = read.repeated();
    if (repeated.isPresent()) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "the resource '%s' occurs twice"
              .formatted(Printable.shortened(read.get(repeated.getAsInt()).name())));
    }
    return read.withDigestAlgorithm(hashType);
  }

  private static StatementFormatException badDigest(String name, String hashType) {
    return new StatementFormatException(
        Reason.RESOURCES,
        "the digest of '%s' is not %s in lower-case hex"
            .formatted(Printable.shortened(name), hashType));
  }

  private static void checkAlgorithm(String algorithm, String name, Serialization serialization)
      throws StatementFormatException {
    if (!algorithm.equals(serialization.hashType()) && !isShardName(algorithm, serialization)) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "the resource '%s' has the algorithm '%s', but 'hash_type' is '%s'"
              .formatted(
                  Printable.shortened(name),
                  Printable.shortened(algorithm),
                  serialization.hashType()));
    }
  }

  /**
   * Both reference implementations write this name for shards, contrary to 6.3.2; the Python one
   * writes the size as JSON gives it, 1000.0.
   */
  private static boolean isShardName(String algorithm, Serialization serialization) {
    return serialization.shardSize().isPresent()
        && (algorithm.equals(serialization.entryAlgorithm())
            || algorithm.equals(serialization.entryAlgorithm() + ".0"));
  }
}
