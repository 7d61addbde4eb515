// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

/** Text cut to a length without breaking a character. */
public final class Shortened {
  private static final String ELLIPSIS = "…";

  private Shortened() {}

  /**
   * The text itself if it fits, or else its beginning and an ellipsis.
   *
   * <p>Lengths count code points, as JSON Schema's {@code maxLength} does, so the cut never splits
   * a surrogate pair. The ellipsis counts too: the result is never longer than the limit.
   *
   * @param maxCodePoints the limit, at least 1
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public static String to(String text, int maxCodePoints) {
    if (maxCodePoints < 1) {
      throw new IllegalArgumentException("the limit " + maxCodePoints + " is less than 1");
    }
    if (text.length() <= maxCodePoints
        || text.codePointCount(0, text.length()) <= maxCodePoints) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, maxCodePoints - 1)) + ELLIPSIS;
  }
}
