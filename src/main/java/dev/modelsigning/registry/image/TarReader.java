// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import dev.modelsigning.text.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the members of a tar archive as layers of images have them: ustar, with the extensions of
 * POSIX (pax) and of GNU for long names. The archive is untrusted; what is not understood is
 * refused and never skipped, since a runtime may understand it.
 */
final class TarReader {
  private static final int BLOCK = 512;

  /** Longest record of an extension: names have at most 4,096 bytes each. */
  private static final int MAX_EXTENSION = 64 << 10;

  private static final int MAX_NAME = 4096;

  /** The extensions that one member may have; readers do not agree which of any others holds. */
  private static final Set<String> EXTENSIONS = Set.of("", "x", "L", "K", "LK", "KL");

  /** Records by which a member is not what, or not where, its header says. */
  private static final List<String> REFUSED =
      List.of("GNU.sparse", "SCHILY.xattr.trusted.overlay.", "SCHILY.xattr.user.overlay.");

  private final InputStream archive;
  private long padding;
  private long left;

  TarReader(InputStream archive) {
    this.archive = archive;
  }

  /** The next member; empty at the end, after which the rest of the stream was read. */
  Optional<TarEntry> next() throws IOException {
    skip(left + padding);
    left = 0;
    padding = 0;
    Map<String, String> extensions = new HashMap<>();
    String kinds = "";
    for (byte[] header = header(); header.length > 0; header = header()) {
      long size = TarFields.number(header, 124, 12);
      byte kind = header[156];
      if (kind == 'x' || kind == 'L' || kind == 'K' || (kind == 'g' && !kinds.isEmpty())) {
        kinds += (char) kind;
      }
      if (!EXTENSIONS.contains(kinds)) {
        throw new ImageContentException("a layer has a member with more than one name");
      }
      switch (kind) {
        case 'x' -> pax(content(size), extensions);
        // Its records hold for all that follows, such as a comment; none of those that matter is
        // written this way.
        case 'g' -> refuseNames(content(size));
        case 'L' -> extensions.put("path", TarFields.text(content(size), 0, (int) size));
        case 'K' -> extensions.put("linkpath", TarFields.text(content(size), 0, (int) size));
        default -> {
          return Optional.of(entry(header, size(size, extensions), extensions));
        }
      }
    }
    archive.transferTo(OutputStream.nullOutputStream());
    return Optional.empty();
  }

  /** The content of the member that {@link #next} returned last. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0) {
          return -1;
        }
        int read = archive.read(into, from, (int) Math.min(length, left));
        if (read < 0) {
          throw new EOFException("a layer ends in the middle of a file");
        }
        left -= read;
        return read;
      }
    };
  }

  /** Empty at the end of the archive: a block of zeros, or none. */
  private byte[] header() throws IOException {
    byte[] header = archive.readNBytes(BLOCK);
    if (header.length == 0 || Arrays.equals(header, new byte[BLOCK])) {
      return new byte[0];
    }
    if (header.length < BLOCK || !hasItsSum(header)) {
      throw new ImageContentException("a layer is not a tar archive");
    }
    return header;
  }

  private static boolean hasItsSum(byte[] header) throws ImageContentException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum == TarFields.number(header, 148, 8);
  }

  private static long size(long inHeader, Map<String, String> extensions)
      throws ImageContentException {
    String stated = extensions.get("size");
    try {
      long size = stated == null ? inHeader : Long.parseLong(stated);
      if (size < 0) {
        throw new ImageContentException("a layer states a negative size");
      }
      return size;
    } catch (NumberFormatException e) {
      throw new ImageContentException("a layer states a size that is no number", e);
    }
  }

  private TarEntry entry(byte[] header, long size, Map<String, String> extensions)
      throws IOException {
    String name = extensions.getOrDefault("path", name(header));
    String link = extensions.getOrDefault("linkpath", TarFields.text(header, 157, 100));
    if (name.isEmpty()) {
      throw new ImageContentException("a layer has a member without a name");
    }
    List<String> path = path(name);
    boolean refused =
        extensions.keySet().stream().anyMatch(key -> REFUSED.stream().anyMatch(key::startsWith));
    TarEntry.Type type =
        switch (header[156]) {
          case 0 -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
          case '0', '7' -> TarEntry.Type.FILE;
          case '1' -> TarEntry.Type.HARD_LINK;
          case '2' -> TarEntry.Type.SYMBOLIC_LINK;
          case '3', '4', '6' -> TarEntry.Type.OTHER;
          case '5' -> TarEntry.Type.DIRECTORY;
          default -> throw notRead(path);
        };
    if (refused || (type == TarEntry.Type.FILE && name.endsWith("/"))) {
      throw notRead(path);
    }
    // Only files have content: of links, directories and devices no reader expects any.
    left = type == TarEntry.Type.FILE ? size : 0;
    padding = left == 0 ? 0 : (BLOCK - left % BLOCK) % BLOCK;
    return new TarEntry(path, type, size, link);
  }

  /** Wherever it lies: where it ends, and what it is called, depends on the reader. */
  private static ImageContentException notRead(List<String> path) {
    return new ImageContentException(
        "in a layer, "
            + Printable.shortened("/" + String.join("/", path))
            + " is of a kind that is not read here");
  }

  private static String name(byte[] header) throws ImageContentException {
    String name = TarFields.text(header, 0, 100);
    String magic = TarFields.text(header, 257, 6);
    if (magic.equals("ustar")) {
      if (TarFields.text(header, 508, 4).equals("tar")) {
        throw new ImageContentException("a layer is an archive of star, which is not read here");
      }
      String prefix = TarFields.text(header, 345, 155);
      return prefix.isEmpty() ? name : prefix + "/" + name;
    }
    if (magic.startsWith("ustar")) {
      // GNU's two times; where they are none, some readers take them for the beginning of the name.
      TarFields.number(header, 345, 12);
      TarFields.number(header, 357, 12);
    }
    return name;
  }

  /** From the root of the image; {@code ..} is refused, as runtimes do not agree on it. */
  static List<String> path(String name) throws ImageContentException {
    List<String> path = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..") || part.indexOf('\0') >= 0) {
        throw new ImageContentException(
            "a layer has a member with '..' or NUL in its name: " + Printable.shortened(name));
      }
      if (!part.isEmpty() && !part.equals(".")) {
        path.add(part);
      }
    }
    if (name.length() > MAX_NAME) {
      throw new ImageContentException("a layer has a member with a name of more than 4096 bytes");
    }
    return path;
  }

  private byte[] content(long size) throws IOException {
    if (size < 0 || size > MAX_EXTENSION) {
      throw new ImageContentException("a layer has an extension header of " + size + " bytes");
    }
    byte[] content = archive.readNBytes((int) size);
    if (content.length < size) {
      throw new EOFException("a layer ends in the middle of a header");
    }
    skip((BLOCK - size % BLOCK) % BLOCK);
    return content;
  }

  private void skip(long bytes) throws IOException {
    archive.skipNBytes(bytes);
  }

  /** Records of the form {@code LENGTH KEY=VALUE\n}. */
  private static void pax(byte[] content, Map<String, String> into) throws ImageContentException {
    int at = 0;
    while (at < content.length) {
      int space = at;
      while (space < content.length && content[space] != ' ') {
        space++;
      }
      int length = length(content, at, space);
      if (length <= space - at || length > content.length - at) {
        throw new ImageContentException("a layer has a damaged extension header");
      }
      String record = TarFields.text(content, space + 1, at + length - space - 2);
      int equals = record.indexOf('=');
      if (equals < 1) {
        throw new ImageContentException("a layer has a damaged extension header");
      }
      into.put(record.substring(0, equals), record.substring(equals + 1));
      at += length;
    }
  }

  private static int length(byte[] content, int from, int to) throws ImageContentException {
    try {
      return Integer.parseInt(new String(content, from, to - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw new ImageContentException("a layer has a damaged extension header", e);
    }
  }

  private static void refuseNames(byte[] content) throws ImageContentException {
    Map<String, String> global = new HashMap<>();
    pax(content, global);
    if (global.containsKey("path")
        || global.containsKey("linkpath")
        || global.containsKey("size")) {
      throw new ImageContentException("a layer names or sizes all its members by a global header");
    }
  }
}
