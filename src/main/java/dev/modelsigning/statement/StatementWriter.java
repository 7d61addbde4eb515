// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
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
    String rootDigest = sorted.rootDigest().hex();
    // Counted first: growing an array of hundreds of megabytes takes three times as much.
    Counting length = new Counting();
    write(sorted, rootDigest, annotations, length);
    Exactly payload = new Exactly(length.bytes);
    write(sorted, rootDigest, annotations, payload);
    return payload.bytes;
  }

  private static void write(
      Manifest sorted, String rootDigest, Annotations annotations, OutputStream out) {
    ObjectNode subject = StrictJson.object();
    subject.put("name", sorted.modelName());
    subject.putObject("digest").put(Digest.SHA256, rootDigest);
    AnnotationsJson.write(subject, annotations);
    // A writer keeps characters beyond U+FFFF as they are; bytes would be written with escapes.
    try (JsonGenerator json =
        new JsonFactory().createGenerator(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      json.writeStartObject();
      json.writeStringField("_type", Statement.TYPE);
      json.writeArrayFieldStart("subject");
      StrictJson.write(subject, json);
      json.writeEndArray();
      json.writeStringField("predicateType", Statement.PREDICATE_TYPE);
      json.writeObjectFieldStart("predicate");
      json.writeFieldName("serialization");
      StrictJson.write(SerializationJson.write(sorted.serialization()), json);
      json.writeArrayFieldStart("resources");
      for (ManifestEntry entry : sorted.entries()) {
        json.writeStartObject();
        json.writeStringField("name", entry.name());
        json.writeStringField("algorithm", entry.algorithm());
        json.writeStringField("digest", entry.digest().hex());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** Counts what is written. */
  private static final class Counting extends OutputStream {
    private int bytes;

    @Override
    public void write(int b) {
      bytes = Math.incrementExact(bytes);
    }

    @Override
    public void write(byte[] from, int start, int length) {
      bytes = Math.addExact(bytes, length);
    }
  }

  /** An array of exactly the size that was counted. */
  private static final class Exactly extends OutputStream {
    private final byte[] bytes;
    private int used;

    Exactly(int length) {
      this.bytes = new byte[length];
    }

    @Override
    public void write(int b) {
      bytes[used++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int start, int length) {
      System.arraycopy(from, start, bytes, used, length);
      used += length;
    }
  }
}
