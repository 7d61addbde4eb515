// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The fields of a tar header. */
final class TarFields {
  private static final Pattern PADDING = Pattern.compile("^[ \\x00]+|[ \\x00]+\\z");

  private TarFields() {}

  /** Octal digits, or a binary number where the first bit is set. */
  static long number(byte[] header, int from, int length) throws ImageContentException {
    try {
      if ((header[from] & 0x80) != 0) {
        byte[] binary = Arrays.copyOfRange(header, from, from + length);
        binary[0] &= 0x7f;
        return new BigInteger(1, binary).longValueExact();
      }
      String digits =
          PADDING
              .matcher(new String(header, from, length, StandardCharsets.ISO_8859_1))
              .replaceAll("");
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new ImageContentException("a layer has a damaged header", e);
    }
  }

  /** Up to the first NUL. */
  static String text(byte[] bytes, int from, int length) throws ImageContentException {
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
