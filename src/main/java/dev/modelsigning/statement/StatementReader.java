// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.EntryTable;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.ShardCover;
import dev.modelsigning.manifest.ShardName;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the statement in a DSSE payload (OMS 1.0, 5 and 8.3).
 *
 * <p>Call it with bytes whose signature has been verified. The only exception is named as such:
 * {@code UnauthenticatedHashParameters}.
 */
public final class StatementReader {
  private StatementReader() {}

  /**
   * Reads a statement of at most 384 MiB and two million resources. Unknown members are ignored
   * (5.2.1), resources keep their order whatever it is, and the root digest is recomputed.
   *
   * @throws StatementFormatException if it breaks a rule
   */
  public static Statement read(byte[] payload) throws StatementFormatException {
    return read(new ByteArrayInputStream(payload));
  }

  /**
   * Reads a statement from a stream, in memory for its resources alone.
   *
   * @throws StatementFormatException if it breaks a rule
   * @throws java.io.UncheckedIOException if the stream fails
   */
  public static Statement read(InputStream payload) throws StatementFormatException {
    ResourceReader resources = new ResourceReader();
    ObjectNode statement = StatementJson.read(payload, resources);
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
    EntryTable entries = resources.entries(serialization);
    if (serialization.shardSize().isPresent()) {
      checkShards(entries, serialization.shardSize().getAsLong());
    }
    Manifest manifest = new Manifest(name, serialization, entries);
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
    return readSerialization(new ByteArrayInputStream(payload));
  }

  /**
   * Reads the same from a stream.
   *
   * @throws StatementFormatException as above
   */
  public static Serialization readSerialization(InputStream payload)
      throws StatementFormatException {
    ObjectNode statement = StatementJson.readParameters(payload);
    checkTypes(statement);
    ObjectNode predicate = StatementJson.object(statement, "predicate", Reason.WRONG_TYPE);
    return SerializationJson.read(
        StatementJson.object(predicate, "serialization", Reason.SERIALIZATION));
  }

  /** Whether these bytes name the pre-1.0 predicate. */
  public static boolean isLegacy(byte[] payload) {
    return isLegacy(new ByteArrayInputStream(payload));
  }

  /** Whether the bytes of a stream do. */
  public static boolean isLegacy(InputStream payload) {
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
