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
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads pre-1.0 statements (predicate {@code Digests/v0.1}), which have one subject for each file
 * and do not say how the model was hashed: whole files with SHA-256, no links, the default ignored
 * paths. They are never written.
 *
 * <p>Call it only if the user opted in to such statements, and only with bytes whose signature has
 * been verified.
 */
public final class LegacyStatementReader {
  /** The algorithm name of pre-1.0 signers for a whole file. */
  private static final String WHOLE_FILE = "file-sha256";

  /** These statements do not name the model. */
  private static final String MODEL_NAME = "unnamed";

  private LegacyStatementReader() {}

  /**
   * Reads a statement, within the limits of {@link StatementReader#read}.
   *
   * @throws StatementFormatException for other predicates, for shards, and for subjects that are
   *     not files
   */
  public static Statement read(byte[] payload) throws StatementFormatException {
    ObjectNode statement = StatementJson.read(payload);
    String type = StatementJson.text(statement, "_type", Reason.WRONG_TYPE);
    String predicate = StatementJson.text(statement, "predicateType", Reason.WRONG_TYPE);
    if (!Statement.TYPE.equals(type) || !Statement.LEGACY_PREDICATE_TYPE.equals(predicate)) {
      throw new StatementFormatException(
          Reason.WRONG_TYPE,
          "it is signed in the pre-1.0 format, but it is a '%s' with the predicate '%s'"
              .formatted(Printable.shortened(type), Printable.shortened(predicate)));
    }
    if (!(statement.path("subject") instanceof ArrayNode subjects)
        || subjects.isEmpty()
        || subjects.size() > ManifestCodec.MAX_ENTRIES) {
      throw new StatementFormatException(
          Reason.SUBJECT, "'subject' is missing, not a list, empty or too long");
    }
    List<ManifestEntry> entries = new ArrayList<>(subjects.size());
    Set<String> names = HashSet.newHashSet(subjects.size());
    for (JsonNode subject : subjects) {
      ManifestEntry entry = entry(subject, subjects.size() == 1);
      if (!names.add(entry.name())) {
        throw new StatementFormatException(
            Reason.SUBJECT,
            "the file '%s' occurs twice".formatted(Printable.shortened(entry.name())));
      }
      entries.add(entry);
    }
    return new Statement(MODEL_NAME, new Manifest(MODEL_NAME, Serialization.files(), entries));
  }

  private static ManifestEntry entry(JsonNode subject, boolean only)
      throws StatementFormatException {
    if (!(subject instanceof ObjectNode descriptor)) {
      throw new StatementFormatException(Reason.SUBJECT, "a subject is not an object");
    }
    String name = StatementJson.text(descriptor, "name", Reason.SUBJECT);
    String shown = Printable.shortened(name);
    Optional<String> problem = ResourceNames.problemWith(name);
    if (problem.isPresent() && !(only && ResourceNames.SINGLE_FILE.equals(name))) {
      throw new StatementFormatException(
          Reason.SUBJECT, "the file name '%s' %s".formatted(shown, problem.get()));
    }
    JsonNode algorithm = descriptor.path("annotations").path("actual_hash_algorithm");
    if (!algorithm.isMissingNode() && !WHOLE_FILE.equals(algorithm.textValue())) {
      throw new StatementFormatException(
          Reason.SUBJECT,
          "'%s' is not hashed as a whole file with SHA-256; sign the model again".formatted(shown));
    }
    ObjectNode digests = StatementJson.object(descriptor, "digest", Reason.SUBJECT);
    String hex = StatementJson.text(digests, Digest.SHA256, Reason.SUBJECT);
    try {
      return new ManifestEntry(name, Digest.ofHex(Digest.SHA256, hex));
    } catch (IllegalArgumentException e) {
      throw new StatementFormatException(
          Reason.SUBJECT,
          "the digest of '%s' is not SHA-256 in lower-case hex".formatted(shown),
          e);
    }
  }
}
