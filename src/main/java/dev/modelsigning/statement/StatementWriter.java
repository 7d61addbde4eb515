// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import java.nio.charset.StandardCharsets;

/** Writes the statement of a manifest (OMS 1.0, 5), always in the current format (11.2). */
public final class StatementWriter {
  private StatementWriter() {}

  /**
   * Writes the payload to sign: resources in code point order, and the root digest over that order.
   *
   * @throws IllegalArgumentException if the manifest has no resources (5.2.1)
   */
  public static byte[] write(Manifest manifest) {
    return write(manifest, Annotations.NONE);
  }

  /**
   * Writes the payload to sign, with annotations of the subject.
   *
   * @throws IllegalArgumentException if the manifest has no resources (5.2.1)
   */
  public static byte[] write(Manifest manifest, Annotations annotations) {
    if (manifest.entries().isEmpty()) {
      throw new IllegalArgumentException("a statement needs at least one resource");
    }
    Manifest sorted = manifest.sorted();
    ObjectNode statement = StrictJson.object();
    statement.put("_type", Statement.TYPE);
    ObjectNode subject = statement.putArray("subject").addObject();
    subject.put("name", sorted.modelName());
    subject.putObject("digest").put(Digest.SHA256, sorted.rootDigest().hex());
    AnnotationsJson.write(subject, annotations);
    statement.put("predicateType", Statement.PREDICATE_TYPE);
    ObjectNode predicate = statement.putObject("predicate");
    predicate.set("serialization", SerializationJson.write(sorted.serialization()));
    ArrayNode resources = predicate.putArray("resources");
    for (ManifestEntry entry : sorted.entries()) {
      ObjectNode descriptor = resources.addObject();
      descriptor.put("name", entry.name());
      descriptor.put("algorithm", entry.algorithm());
      descriptor.put("digest", entry.digest().hex());
    }
    return StrictJson.write(statement).getBytes(StandardCharsets.UTF_8);
  }
}
