// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleSource;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.Payload;
import dev.modelsigning.evidence.BundleSummary;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceException.Reason;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementReader;
import dev.modelsigning.text.Printable;
import dev.modelsigning.verification.UnauthenticatedHashParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The signature file of a model. One for a million files has 200 MB, more than this process may
 * have, so it is read as a stream, several times; that it stays the same is checked by {@link
 * BundleFiles} and by digests.
 */
final class SignatureFile {
  /** A file of so many bytes is handed over itself, if it compresses to what the log holds. */
  static final int WHOLE_BYTES = 24 << 20;

  private final Path file;
  private final BundleSource source;

  /** A regular file, not a link. */
  SignatureFile(Path file) {
    this.file = file;
    this.source = () -> Files.newInputStream(file);
  }

  /** How the model was hashed, says a file that nobody has authenticated. */
  Serialization parameters() throws IOException, BundleFormatException, StatementFormatException {
    return UnauthenticatedHashParameters.of(source);
  }

  /** All bytes; empty if there are many. */
  Optional<byte[]> whole() throws IOException {
    try (InputStream in = source.open()) {
      byte[] bytes = in.readNBytes(WHOLE_BYTES + 1);
      return bytes.length > WHOLE_BYTES ? Optional.empty() : Optional.of(bytes);
    }
  }

  /**
   * Everything but the payload, and what the payload states.
   *
   * @throws EvidenceException TOO_LARGE if it is not the payload that is large
   */
  BundleSummary summary() throws IOException, BundleFormatException, EvidenceException {
    byte[] rest =
        BundleReader.withoutPayload(source)
            .orElseThrow(
                () ->
                    new EvidenceException(
                        Reason.TOO_LARGE,
                        "the signature file is large, and its statement is not; sign the model"
                            + " again"));
    Bundle bundle = BundleReader.read(source);
    DsseEnvelope envelope = bundle.envelope();
    Payload.Digested digests = digests(envelope);
    String payload = digests.sha256();
    Optional<Manifest> stated = Optional.empty();
    Map<String, String> annotations = Map.of();
    String problem = "";
    try {
      Statement statement = statement(envelope.content(), payload);
      stated = Optional.of(statement.manifest().summary());
      annotations = statement.annotations().values();
    } catch (StatementFormatException e) {
      problem = Printable.shortened(String.valueOf(e.getMessage()));
    }
    return new BundleSummary(
        digest(),
        new String(rest, StandardCharsets.UTF_8),
        envelope.content().length(),
        payload,
        digests.signed(),
        stated,
        annotations,
        problem);
  }

  /** All digests in one pass: decoding takes longer than hashing. */
  private static Payload.Digested digests(DsseEnvelope envelope) throws IOException {
    byte[] head = DsseEnvelope.head(envelope.payloadType(), envelope.content().length());
    Map<String, MessageDigest> digests = new TreeMap<>();
    for (String name : Payload.Digested.NAMES) {
      MessageDigest digest = Payload.Digested.digestOf(name);
      digest.update(head);
      digests.put(name, digest);
    }
    MessageDigest payload = Digest.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = envelope.content().open()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        payload.update(buffer, 0, read);
        for (MessageDigest digest : digests.values()) {
          digest.update(buffer, 0, read);
        }
      }
    }
    Map<String, String> signed = new TreeMap<>();
    digests.forEach((name, digest) -> signed.put(name, HexFormat.of().formatHex(digest.digest())));
    return new Payload.Digested(
        envelope.content().length(), HexFormat.of().formatHex(payload.digest()), signed);
  }

  /** The statement in exactly the bytes that have this digest. */
  private static Statement statement(Payload payload, String sha256)
      throws IOException, StatementFormatException {
    MessageDigest digest = Digest.newSha256();
    try (InputStream in = new DigestInputStream(payload.open(), digest)) {
      // Reads to the end: nothing may come after a statement.
      Statement statement = StatementReader.read(in);
      if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
        throw new IOException("the signature file was changed while it was read");
      }
      return statement;
    } catch (UncheckedIOException e) {
      throw new IOException("the signature file cannot be read again", e);
    }
  }

  private String digest() throws IOException {
    MessageDigest digest = Digest.newSha256();
    try (InputStream in = new DigestInputStream(source.open(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
