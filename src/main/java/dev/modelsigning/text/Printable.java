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
   * The text with control characters, format characters (which change the direction of text), line
   * and paragraph separators and lone surrogates replaced by Unicode escapes of at least four hex
   * digits, so that it is one line. Text that is already printable is returned unchanged.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::isUnsafe)) {
      return text;
    }
    return text.codePoints()
        .mapToObj(c -> isUnsafe(c) ? String.format("\\u%04x", c) : Character.toString(c))
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
        .mapToObj(c -> c < 0x80 ? Character.toString(c) : String.format("\\u%04x", c))
        .collect(Collectors.joining());
  }

  private static boolean isUnsafe(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
