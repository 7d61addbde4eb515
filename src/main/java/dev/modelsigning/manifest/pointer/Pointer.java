// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.pointer;

import dev.modelsigning.manifest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a version control system leaves in place of a large file until its content is fetched. It is
 * read to explain something to people, and vouches for nothing: anybody can write such a file.
 *
 * @param content digest of the content, where the pointer states one that a signature could state
 */
public record Pointer(Kind kind, Optional<Digest> content) {
  /** Which system left a pointer. */
  public enum Kind {
    GIT_LFS("Git LFS", "git lfs pull"),
    GIT_ANNEX("git-annex", "git annex get");

    private final String text;
    private final String fetching;

    Kind(String text, String fetching) {
      this.text = text;
      this.fetching = fetching;
    }

    /** The system's name. */
    public String text() {
      return text;
    }

    /** The command that puts the content in place of the pointer. */
    public String fetching() {
      return fetching;
    }
  }

  /** Git LFS takes a longer file for content. */
  public static final int MAX_BYTES = 1024;

  /** {@code /annex/objects/} and the shortest key. */
  private static final int MIN_BYTES = 20;

  private static final String LFS_VERSION = "https://git-lfs.github.com/spec/v1";
  private static final Pattern LFS_LINE = Pattern.compile("([a-z0-9.-]+) ([^\r\n]+)");

  /** The present name of the format, and those that Git LFS wrote before it had one. */
  private static final Pattern LFS_VERSIONS =
      Pattern.compile(
          Pattern.quote(LFS_VERSION)
              + "|https://hawser\\.github\\.com/spec/v1|http://git-media\\.io/v/2");

  private static final Pattern LFS_OID = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final Pattern LFS_SIZE = Pattern.compile("[0-9]{1,19}");
  private static final Pattern LFS_EXTENSION = Pattern.compile("ext-[0-9]-.+");

  private static final Pattern ANNEX_KEY =
      Pattern.compile(
          "/annex/objects/([A-Z][A-Z0-9_]*)(?:-[smSC][0-9]+)*--([^/\r\n]+)"
              + "(?:\r?\n/annex/[^\r\n]*)*(?:\r?\n)?");
  private static final Pattern ANNEX_SHA256 = Pattern.compile("([0-9a-f]{64})(?:\\..*)?");

  /** Whether a file of this size can be a pointer. */
  public static boolean isPossibleIn(long bytes) {
    return bytes >= MIN_BYTES && bytes <= MAX_BYTES;
  }

  /**
   * The pointer at a path, links followed; empty if there is no regular file, or another content.
   *
   * @throws IOException if the file cannot be read
   */
  public static Optional<Pointer> at(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !isPossibleIn(Files.size(file))) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(MAX_BYTES + 1));
    }
  }

  /** The pointer that is all of these bytes. */
  public static Optional<Pointer> of(byte[] content) {
    return isPossibleIn(content.length)
        ? of(new String(content, StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  /** The pointer that is all of a file's content. */
  static Optional<Pointer> of(String content) {
    return lfs(content).or(() -> annex(content));
  }

  private static Optional<Pointer> lfs(String content) {
    Map<String, String> values = new HashMap<>();
    for (String line : content.split("\r?\n", -1)) {
      Matcher pair = LFS_LINE.matcher(line);
      if (pair.matches()) {
        if (values.isEmpty() != pair.group(1).equals("version")
            || values.put(pair.group(1), pair.group(2)) != null) {
          return Optional.empty();
        }
      } else if (!line.isEmpty()) {
        return Optional.empty();
      }
    }
    Matcher oid = LFS_OID.matcher(values.getOrDefault("oid", ""));
    if (!LFS_VERSIONS.matcher(values.getOrDefault("version", "")).matches()
        || !LFS_SIZE.matcher(values.getOrDefault("size", "")).matches()
        || !oid.matches()) {
      return Optional.empty();
    }
    // With an extension the digest is of what the extension made of the content.
    boolean extended = values.keySet().stream().anyMatch(LFS_EXTENSION.asMatchPredicate());
    return Optional.of(
        new Pointer(
            Kind.GIT_LFS,
            extended ? Optional.empty() : Optional.of(Digest.ofHex(Digest.SHA256, oid.group(1)))));
  }

  private static Optional<Pointer> annex(String content) {
    Matcher key = ANNEX_KEY.matcher(content);
    if (!key.matches()) {
      return Optional.empty();
    }
    Matcher hex = ANNEX_SHA256.matcher(key.group(2));
    boolean stated =
        (key.group(1).equals("SHA256") || key.group(1).equals("SHA256E")) && hex.matches();
    return Optional.of(
        new Pointer(
            Kind.GIT_ANNEX,
            stated ? Optional.of(Digest.ofHex(Digest.SHA256, hex.group(1))) : Optional.empty()));
  }

  /** The bytes of the pointer that Git LFS writes for a content. */
  static byte[] lfsBytes(Digest sha256, long size) {
    return "version %s\noid sha256:%s\nsize %d\n"
        .formatted(LFS_VERSION, sha256.hex(), size)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
