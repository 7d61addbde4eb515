// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Encodes a manifest as bytes, the evidence of a measuring Job. A manifest has exactly one
 * encoding.
 *
 * <p>Numbers are big-endian; text is UTF-8 after its length in bytes.
 */
public final class ManifestCodec {
  /** Most entries read. */
  public static final int MAX_ENTRIES = 2_000_000;

  /** Most ignored paths read. */
  public static final int MAX_IGNORED = 10_000;

  private static final int MAGIC = 0x4f4d534d; // OMSM
  private static final int VERSION = 1;

  /** Digests and numbers in place of the entries. */
  private static final int SUMMARY_VERSION = 2;

  private static final String CANONICAL = "modelsigning.dev/manifest/v1";
  private static final int MAX_TEXT_BYTES = 4 * ResourceNames.MAX_LENGTH;

  private ManifestCodec() {}

  /** The manifest as bytes; entries keep their order. */
  public static byte[] encode(Manifest manifest) {
    return bytes(
        out -> {
          out.writeInt(MAGIC);
          out.writeByte(manifest.isSummary() ? SUMMARY_VERSION : VERSION);
          writeText(out, manifest.modelName());
          Serialization serialization = manifest.serialization();
          writeText(out, serialization.method().text());
          writeText(out, serialization.hashType());
          out.writeLong(serialization.shardSize().orElse(0));
          out.writeBoolean(serialization.allowSymlinks());
          out.writeInt(serialization.ignorePaths().size());
          for (String path : serialization.ignorePaths()) {
            writeText(out, path);
          }
          out.writeInt(manifest.entries().size());
          if (manifest.isSummary()) {
            out.writeInt(manifest.fileCount());
            out.write(manifest.canonicalDigest().value());
            out.write(manifest.rootDigest().value());
            return;
          }
          for (ManifestEntry entry : manifest.entries()) {
            writeText(out, entry.name());
            writeText(out, entry.algorithm());
            writeText(out, entry.digest().algorithm());
            out.write(entry.digest().value());
          }
        });
  }

  /**
   * Decodes what {@link #encode} returns.
   *
   * @throws ManifestFormatException for anything else: other versions, bad or repeated names,
   *     counts over the limits, trailing or missing bytes
   */
  public static Manifest decode(byte[] bytes) throws ManifestFormatException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int magic = in.readInt();
      int version = in.readUnsignedByte();
      if (magic != MAGIC || (version != VERSION && version != SUMMARY_VERSION)) {
        throw new ManifestFormatException(
            "the bytes are not a manifest of version " + VERSION + " or " + SUMMARY_VERSION);
      }
      String modelName = readText(in);
      Serialization serialization = readSerialization(in);
      List<ManifestEntry> entries =
          version == SUMMARY_VERSION ? readSummary(in) : readEntries(in, serialization.hashType());
      if (in.read() != -1) {
        throw new ManifestFormatException("there are bytes after the last entry");
      }
      return new Manifest(modelName, serialization, entries);
    } catch (EOFException e) {
      throw new ManifestFormatException("the manifest is truncated", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ManifestFormatException("the manifest is damaged: " + e.getMessage(), e);
    }
  }

  private static Serialization readSerialization(DataInputStream in)
      throws IOException, ManifestFormatException {
    String methodText = readText(in);
    Optional<SerializationMethod> method = SerializationMethod.ofText(methodText);
    if (method.isEmpty()) {
      throw new ManifestFormatException("the serialization method '" + methodText + "' is unknown");
    }
    String hashType = readText(in);
    long shardSize = in.readLong();
    boolean allowSymlinks = readFlag(in);
    int count = readCount(in, MAX_IGNORED);
    List<String> ignored = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ignored.add(readText(in));
    }
    OptionalLong shard = shardSize == 0 ? OptionalLong.empty() : OptionalLong.of(shardSize);
    return new Serialization(method.get(), hashType, shard, allowSymlinks, ignored);
  }

  private static EntrySummary readSummary(DataInputStream in)
      throws IOException, ManifestFormatException {
    int entries = readCount(in, MAX_ENTRIES);
    int files = readCount(in, MAX_ENTRIES);
    Digest canonical = new Digest(Digest.SHA256, in.readNBytes(32));
    return new EntrySummary(
        entries, files, canonical, new Digest(Digest.SHA256, in.readNBytes(32)));
  }

  private static EntryTable readEntries(DataInputStream in, String hashType)
      throws IOException, ManifestFormatException {
    int count = readCount(in, MAX_ENTRIES);
    EntryTable entries = new EntryTable(hashType);
    String algorithm = "";
    for (int i = 0; i < count; i++) {
      String name = readText(in);
      Optional<String> problem = ResourceNames.problemWith(name);
      if (problem.isPresent()) {
        throw new ManifestFormatException(
            "the name '%s' %s".formatted(ResourceNames.printable(name), problem.get()));
      }
      algorithm = readSame(in, algorithm);
      String digestAlgorithm = readText(in);
      if (!digestAlgorithm.equals(hashType)) {
        throw new ManifestFormatException(
            "the digest of '%s' is not %s".formatted(ResourceNames.printable(name), hashType));
      }
      entries.add(name, algorithm, in.readNBytes(Digest.lengthOf(hashType)));
    }
    OptionalInt repeated = entries.repeated();
    if (repeated.isPresent()) {
      throw new ManifestFormatException(
          "the name '%s' is repeated"
              .formatted(ResourceNames.printable(entries.get(repeated.getAsInt()).name())));
    }
    return entries;
  }

  /** See {@link Manifest#canonicalDigest}. */
  static Digest canonicalDigest(List<ManifestEntry> sorted) {
    MessageDigest sha256 = Digest.newSha256();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), sha256)))) {
      writeText(out, CANONICAL);
      out.writeInt(sorted.size());
      for (ManifestEntry entry : sorted) {
        writeText(out, entry.name());
        writeText(out, entry.digest().algorithm());
        writeText(out, entry.digest().hex());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return new Digest(Digest.SHA256, sha256.digest());
  }

  private static int readCount(DataInputStream in, int limit)
      throws IOException, ManifestFormatException {
    int count = in.readInt();
    if (count < 0 || count > limit) {
      throw new ManifestFormatException(
          "a count of %d exceeds the limit of %d".formatted(count, limit));
    }
    return count;
  }

  /**
   * Refuses every byte but 0 and 1: DataInput takes all but 0 for true, which would give a manifest
   * 255 encodings.
   */
  private static boolean readFlag(DataInputStream in) throws IOException, ManifestFormatException {
    int flag = in.readUnsignedByte();
    if (flag > 1) {
      throw new ManifestFormatException("a flag is %d, not 0 or 1".formatted(flag));
    }
    return flag == 1;
  }

  private static String readText(DataInputStream in) throws IOException, ManifestFormatException {
    int length = readCount(in, MAX_TEXT_BYTES);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new ManifestFormatException("the manifest is truncated inside a text");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ManifestFormatException("a text is not valid UTF-8", e);
    }
  }

  /** Shares one string among equal entries: a large model has hundreds of thousands. */
  private static String readSame(DataInputStream in, String before)
      throws IOException, ManifestFormatException {
    String text = readText(in);
    return text.equals(before) ? before : text;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }
}
