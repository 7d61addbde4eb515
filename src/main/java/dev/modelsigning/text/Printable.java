// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

import java.util.stream.Collectors;

/**
 * Text from files, bundles and remote services made safe to print: it may contain escape sequences
 * that control a terminal, or line breaks that forge log lines.
 */
public final class Printable {
  /** The most code points of {@link #shortened}. */
  public static final int MAX_SHORTENED = 200;

  private Printable() {}

  /**
   * The text with control characters, characters that nobody sees or that change the direction of
   * text, line and paragraph separators and lone surrogates replaced by Unicode escapes, backslash
   * u with four hex digits or U with eight, so that it is one line. Text that is already printable
   * is returned unchanged.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::isUnsafe)) {
      return text;
    }
    return text.codePoints()
        .mapToObj(c -> isUnsafe(c) ? escaped(c) : Character.toString(c))
        .collect(Collectors.joining());
  }

  /**
   * The same, shortened as {@link Shortened#to} does it. The work is bounded by the limit, not by
   * the length of the text.
   *
   * @param maxCodePoints the limit of the result, at least 1
   */
  public static String of(String text, int maxCodePoints) {
    return Shortened.to(of(Shortened.to(text, maxCodePoints)), maxCodePoints);
  }

  /** The same, shortened to {@link #MAX_SHORTENED}: for names and the like in messages. */
  public static String shortened(String text) {
    return of(text, MAX_SHORTENED);
  }

  /** The text with everything but ASCII replaced by Unicode escapes, for what cannot show it. */
  public static String ascii(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text;
    }
    return text.codePoints()
        .mapToObj(c -> c < 0x80 ? Character.toString(c) : escaped(c))
        .collect(Collectors.joining());
  }

  private static String escaped(int codePoint) {
    return String.format(codePoint > 0xFFFF ? "\\U%08x" : "\\u%04x", codePoint);
  }

  /**
   * Whether a character is shown as nothing, or as a blank that is no space: Unicode's
   * Default_Ignorable_Code_Point, and the empty pattern of Braille.
   */
  public static boolean isInvisible(int codePoint) {
    return Character.getType(codePoint) == Character.FORMAT
        || codePoint == 0x034F
        || codePoint == 0x2800
        || codePoint == 0x3164
        || codePoint == 0xFFA0
        || isWithin(codePoint, 0x115F, 0x1160)
        || isWithin(codePoint, 0x17B4, 0x17B5)
        || isWithin(codePoint, 0x180B, 0x180F)
        || isWithin(codePoint, 0x2060, 0x206F)
        || isWithin(codePoint, 0xFE00, 0xFE0F)
        || isWithin(codePoint, 0xFFF0, 0xFFF8)
        || isWithin(codePoint, 0xE0000, 0xE0FFF);
  }

  private static boolean isWithin(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }

  private static boolean isUnsafe(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isInvisible(codePoint) && !isWithin(codePoint, 0xFE00, 0xFE0F);
    };
  }
}
