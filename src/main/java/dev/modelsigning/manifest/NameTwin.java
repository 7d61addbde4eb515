// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A signed file that is missing, and a file that is there under a name that looks the same. It
 * explains a verdict and changes none: names are compared byte by byte (OMS 1.0, 6.1.2).
 *
 * @param signed the name of the missing file
 * @param found the name of the other file
 * @param foundIsSigned whether that file is signed too, so that the volume keeps one file under two
 *     names
 * @param difference in what the names differ
 */
public record NameTwin(
    String signed, String found, boolean foundIsSigned, NameDifference difference) {
  /** The most code points shown of each name's difference. */
  private static final int SHOWN = 6;

  /** One line of text with both names, and how they differ in code points and in bytes. */
  public String text() {
    return "'%s' is signed, and '%s' is there%s: the names differ %s (signed %s, there %s)"
        .formatted(
            ResourceNames.printable(signed),
            ResourceNames.printable(found),
            foundIsSigned ? ", which is signed too" : "",
            difference.text(),
            signedPart(),
            foundPart());
  }

  /** Where the signed name differs, such as {@code U+0065 U+0301 (65 cc 81)}. */
  public String signedPart() {
    return part(signed, found);
  }

  /** Where the name of the found file differs, such as {@code U+00E9 (c3 a9)}. */
  public String foundPart() {
    return part(found, signed);
  }

  /** What is left of a name without the beginning and the end that both have. */
  private static String part(String name, String other) {
    int[] own = name.codePoints().toArray();
    int[] others = other.codePoints().toArray();
    int shortest = Math.min(own.length, others.length);
    int start = 0;
    while (start < shortest && own[start] == others[start]) {
      start++;
    }
    int end = 0;
    while (end < shortest - start && own[own.length - 1 - end] == others[others.length - 1 - end]) {
      end++;
    }
    int length = own.length - end - start;
    return length == 0 ? "nothing" : shown(own, start, length);
  }

  private static String shown(int[] name, int start, int length) {
    String part = new String(name, start, Math.min(length, SHOWN));
    String points =
        part.codePoints()
            .mapToObj(c -> String.format(Locale.ROOT, "U+%04X", c))
            .collect(Collectors.joining(" "));
    String bytes = HexFormat.ofDelimiter(" ").formatHex(part.getBytes(StandardCharsets.UTF_8));
    return points
        + (length > SHOWN ? " ..." : "")
        + " ("
        + bytes
        + (length > SHOWN ? " ...)" : ")");
  }
}
