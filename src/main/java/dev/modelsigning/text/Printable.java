// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

import java.util.stream.Collectors;

/**
 * Text from files and bundles made safe to show: names may hold escape sequences that steer a
 * terminal.
 */
public final class Printable {
  private Printable() {}

  /**
   * Writes control and direction-changing characters as Unicode escapes of at least four hex
   * digits.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::steers)) {
      return text;
    }
    return text.codePoints()
        .mapToObj(c -> steers(c) ? String.format("\\u%04x", c) : Character.toString(c))
        .collect(Collectors.joining());
  }

  private static boolean steers(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
