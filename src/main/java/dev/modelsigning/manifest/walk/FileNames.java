// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The last component of a path, byte for byte. {@link Path#toString} decodes with the JVM's locale
 * and replaces what it cannot decode, so that two files could get the same name; the URI form of a
 * path keeps the bytes in every locale.
 */
public final class FileNames {
  private FileNames() {}

  /** The name of a file found by listing a directory; empty if its bytes are not UTF-8. */
  public static Optional<String> of(Path path) {
    Path last = path.getFileName();
    if (last == null) {
      return Optional.of("");
    }
    String text = last.toString();
    if (isAscii(text)) {
      return Optional.of(text);
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(lastOf(path))).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The path for messages, with every byte that is no part of UTF-8 as {@code \xNN}. */
  static String escaped(Path path) {
    ByteBuffer bytes = ByteBuffer.wrap(percentDecoded(path.toUri().getRawPath()));
    CharBuffer decoded = CharBuffer.allocate(bytes.remaining());
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    StringBuilder text = new StringBuilder();
    CoderResult result;
    do {
      result = decoder.decode(bytes, decoded, true);
      text.append(decoded.flip());
      decoded.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(bytes.get()));
      }
    } while (result.isError());
    return text.toString();
  }

  private static byte[] lastOf(Path path) {
    String uri = path.toUri().getRawPath();
    int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
    return percentDecoded(uri.substring(uri.lastIndexOf('/', end - 1) + 1, end));
  }

  /** The path as passed to the kernel, byte for byte in every locale. */
  public static MemorySegment nativePath(Arena arena, Path path) {
    String text = path.toString();
    byte[] bytes =
        isAscii(text)
            ? text.getBytes(StandardCharsets.US_ASCII)
            : percentDecoded(path.toUri().getRawPath());
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static byte[] percentDecoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }
}
