// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.SerializationMethod;
import dev.modelsigning.manifest.ShardCover;
import dev.modelsigning.manifest.ShardName;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.text.Printable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the statement in a DSSE payload (OMS 1.0, 5 and 8.3).
 *
 * <p>Call it with bytes whose signature has been verified. The only exception is named as such:
 * {@code UnauthenticatedHashParameters}.
 */
public final class StatementReader {
  private StatementReader() {}

  /**
   * Reads a statement of at most 48 MiB and two million resources. Unknown members are ignored
   * (5.2.1), resources keep their order whatever it is, and the root digest is recomputed.
   *
   * @throws StatementFormatException if it breaks a rule
   */
  public static Statement read(byte[] payload) throws StatementFormatException {
    ObjectNode statement = StatementJson.read(payload);
    checkTypes(statement);
    ObjectNode subject = onlySubject(statement);
    String name = StatementJson.text(subject, "name", Reason.SUBJECT);
    if (name.isEmpty()) {
      throw new StatementFormatException(Reason.SUBJECT, "the subject has no name");
    }
    ObjectNode predicate = StatementJson.object(statement, "predicate", Reason.WRONG_TYPE);
    Serialization serialization =
        SerializationJson.read(
            StatementJson.object(predicate, "serialization", Reason.SERIALIZATION));
    Manifest manifest = new Manifest(name, serialization, entries(predicate, serialization));
    checkRootDigest(subject, manifest);
    return new Statement(name, manifest, AnnotationsJson.read(subject));
  }

  /**
   * Reads only how the model was hashed, in little memory whatever else the bytes contain: they are
   * read before they are authenticated.
   *
   * @throws StatementFormatException if these parts break a rule, or an object has more members
   *     than {@link dev.modelsigning.json.StrictJson#MAX_MEMBERS}
   */
  public static Serialization readSerialization(byte[] payload) throws StatementFormatException {
    ObjectNode statement = StatementJson.readParameters(payload);
    checkTypes(statement);
    ObjectNode predicate = StatementJson.object(statement, "predicate", Reason.WRONG_TYPE);
    return SerializationJson.read(
        StatementJson.object(predicate, "serialization", Reason.SERIALIZATION));
  }

  /** Whether these bytes name the pre-1.0 predicate. */
  public static boolean isLegacy(byte[] payload) {
    try {
      return Statement.LEGACY_PREDICATE_TYPE.equals(
          StatementJson.readParameters(payload).path("predicateType").textValue());
    } catch (StatementFormatException e) {
      return false; // reading the statement reports the problem
    }
  }

  private static void checkTypes(ObjectNode statement) throws StatementFormatException {
    String type = StatementJson.text(statement, "_type", Reason.WRONG_TYPE);
    if (!Statement.TYPE.equals(type)) {
      throw new StatementFormatException(
          Reason.WRONG_TYPE,
          "'_type' is '%s', not '%s'".formatted(Printable.shortened(type), Statement.TYPE));
    }
    String predicateType = StatementJson.text(statement, "predicateType", Reason.WRONG_TYPE);
    if (Statement.LEGACY_PREDICATE_TYPE.equals(predicateType)) {
      throw new StatementFormatException(
          Reason.LEGACY_PREDICATE,
          "the bundle is in the pre-1.0 format (%s); sign the model again, or allow that format (--allow-legacy-format)"
              .formatted(Statement.LEGACY_PREDICATE_TYPE));
    }
    if (!Statement.PREDICATE_TYPE.equals(predicateType)) {
      throw new StatementFormatException(
          Reason.WRONG_TYPE,
          "'predicateType' is '%s', not '%s'"
              .formatted(Printable.shortened(predicateType), Statement.PREDICATE_TYPE));
    }
  }

  private static ObjectNode onlySubject(ObjectNode statement) throws StatementFormatException {
    if (statement.path("subject") instanceof ArrayNode subjects
        && subjects.size() == 1
        && subjects.get(0) instanceof ObjectNode subject) {
      return subject;
    }
    throw new StatementFormatException(
        Reason.SUBJECT, "'subject' is not a list of exactly one subject");
  }

  private static List<ManifestEntry> entries(ObjectNode predicate, Serialization serialization)
      throws StatementFormatException {
    if (!(predicate.path("resources") instanceof ArrayNode resources) || resources.isEmpty()) {
      throw new StatementFormatException(
          Reason.RESOURCES, "'resources' is missing, not a list, or empty");
    }
    if (resources.size() > ManifestCodec.MAX_ENTRIES) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "there are more than %d resources".formatted(ManifestCodec.MAX_ENTRIES));
    }
    List<ManifestEntry> entries = new ArrayList<>(resources.size());
    Set<String> names = HashSet.newHashSet(resources.size());
    for (JsonNode resource : resources) {
      if (!(resource instanceof ObjectNode descriptor)) {
        throw new StatementFormatException(Reason.RESOURCES, "a resource is not an object");
      }
      ManifestEntry entry = entry(descriptor, serialization, resources.size() == 1);
      if (!names.add(entry.name())) {
        throw new StatementFormatException(
            Reason.RESOURCES,
            "the resource '%s' occurs twice".formatted(Printable.shortened(entry.name())));
      }
      entries.add(entry);
    }
    if (serialization.shardSize().isPresent()) {
      checkShards(entries, serialization.shardSize().getAsLong());
    }
    return entries;
  }

  private static void checkShards(List<ManifestEntry> entries, long size)
      throws StatementFormatException {
    ShardCover cover = new ShardCover(size);
    int single = 0;
    for (ManifestEntry entry : entries) {
      Optional<ShardName> shard = ShardName.of(entry.name());
      Optional<String> problem =
          shard.isEmpty()
              ? Optional.of("is not of the form path:start:end")
              : problemWith(shard.get(), cover);
      if (problem.isPresent()) {
        throw new StatementFormatException(
            Reason.RESOURCES,
            "the shard '%s' %s"
                .formatted(Printable.shortened(entry.name()), problem.orElseThrow()));
      }
      single += ResourceNames.SINGLE_FILE.equals(shard.orElseThrow().path()) ? 1 : 0;
    }
    if (single != 0 && single != entries.size()) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "the file '.' is not the only file; only a single-file model may contain it");
    }
    List<String> broken = cover.brokenFiles();
    if (!broken.isEmpty()) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "the shards of '%s' leave a gap or overlap"
              .formatted(Printable.shortened(broken.getFirst())));
    }
  }

  private static Optional<String> problemWith(ShardName shard, ShardCover cover) {
    return ResourceNames.SINGLE_FILE.equals(shard.path())
        ? cover.add(shard)
        : ResourceNames.problemWith(shard.path()).or(() -> cover.add(shard));
  }

  private static ManifestEntry entry(
      ObjectNode descriptor, Serialization serialization, boolean only)
      throws StatementFormatException {
    String name = StatementJson.text(descriptor, "name", Reason.RESOURCES);
    boolean singleFile = only && isSingleFile(name, serialization);
    Optional<String> problem = ResourceNames.problemWith(name);
    if (problem.isPresent() && !singleFile) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "the resource name '%s' %s".formatted(Printable.shortened(name), problem.get()));
    }
    String algorithm = StatementJson.text(descriptor, "algorithm", Reason.RESOURCES);
    if (!algorithm.equals(serialization.hashType()) && !isShardName(algorithm, serialization)) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "the resource '%s' has the algorithm '%s', but 'hash_type' is '%s'"
              .formatted(
                  Printable.shortened(name),
                  Printable.shortened(algorithm),
                  serialization.hashType()));
    }
    String hex = StatementJson.text(descriptor, "digest", Reason.RESOURCES);
    try {
      return new ManifestEntry(name, algorithm, Digest.ofHex(serialization.hashType(), hex));
    } catch (IllegalArgumentException e) {
      throw new StatementFormatException(
          Reason.RESOURCES,
          "the digest of '%s' is not %s in lower-case hex"
              .formatted(Printable.shortened(name), serialization.hashType()),
          e);
    }
  }

  /**
   * The Python reference uses '.' for the file of a single-file model, the specification its name.
   */
  private static boolean isSingleFile(String name, Serialization serialization) {
    return ResourceNames.SINGLE_FILE.equals(name)
        && serialization.method() == SerializationMethod.FILES;
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

  private static void checkRootDigest(ObjectNode subject, Manifest manifest)
      throws StatementFormatException {
    ObjectNode digests = StatementJson.object(subject, "digest", Reason.SUBJECT);
    for (Map.Entry<String, JsonNode> digest : digests.properties()) {
      String value = digest.getValue().textValue();
      if (value == null || !Digest.isLowerCaseHex(value)) {
        throw new StatementFormatException(
            Reason.SUBJECT,
            "the subject's digest '%s' is not in lower-case hex"
                .formatted(Printable.shortened(digest.getKey())));
      }
    }
    String hex = StatementJson.text(digests, Digest.SHA256, Reason.SUBJECT);
    Digest stated;
    try {
      stated = Digest.ofHex(Digest.SHA256, hex);
    } catch (IllegalArgumentException e) {
      throw new StatementFormatException(
          Reason.SUBJECT, "the root digest is not SHA-256 in lower-case hex", e);
    }
    Digest computed = manifest.rootDigest();
    if (!MessageDigest.isEqual(stated.value(), computed.value())) {
      throw new StatementFormatException(
          Reason.ROOT_DIGEST,
          "the root digest is %s, but the resources have %s"
              .formatted(stated.hex(), computed.hex()));
    }
  }
}
