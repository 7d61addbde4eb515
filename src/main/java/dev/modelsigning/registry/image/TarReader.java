// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import dev.modelsigning.text.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    for (byte[] header = header(); header.length > 0; header = header()) {
      long size = number(header, 124, 12);
      switch (header[156]) {
        case 'x' -> pax(content(size), extensions);
        // Its records hold for all that follows, such as a comment; none of those that matter is
        // written this way.
        case 'g' -> refuseNames(content(size));
        case 'L' -> extensions.put("path", text(content(size), 0, (int) size));
        case 'K' -> extensions.put("linkpath", text(content(size), 0, (int) size));
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
    return sum == number(header, 148, 8);
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
    String link = extensions.getOrDefault("linkpath", text(header, 157, 100));
    TarEntry.Type type =
        switch (header[156]) {
          case 0, '0', '7' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
          case '1' -> TarEntry.Type.HARD_LINK;
          case '2' -> TarEntry.Type.SYMBOLIC_LINK;
          case '5' -> TarEntry.Type.DIRECTORY;
          default -> TarEntry.Type.OTHER;
        };
    boolean sparse = extensions.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse"));
    left = type == TarEntry.Type.FILE ? size : 0;
    // Links and directories have no content, whatever size they state; others are refused.
    padding = left == 0 ? 0 : (BLOCK - left % BLOCK) % BLOCK;
    return new TarEntry(path(name), sparse ? TarEntry.Type.OTHER : type, size, link);
  }

  private static String name(byte[] header) throws ImageContentException {
    String name = text(header, 0, 100);
    String prefix = text(header, 345, 155);
    boolean posix = text(header, 257, 6).equals("ustar");
    return posix && !prefix.isEmpty() ? prefix + "/" + name : name;
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
      String record = text(content, space + 1, at + length - space - 2);
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

  /** Octal digits, or a binary number where the first bit is set. */
  private static long number(byte[] header, int from, int length) throws ImageContentException {
    try {
      if ((header[from] & 0x80) != 0) {
        byte[] binary = Arrays.copyOfRange(header, from, from + length);
        binary[0] &= 0x7f;
        return new BigInteger(1, binary).longValueExact();
      }
      String digits = text(header, from, length).strip();
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new ImageContentException("a layer has a damaged header", e);
    }
  }

  /** Up to the first NUL. */
  private static String text(byte[] bytes, int from, int length) throws ImageContentException {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, end - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ImageContentException("a layer has a member whose name is not UTF-8", e);
    }
  }
}
