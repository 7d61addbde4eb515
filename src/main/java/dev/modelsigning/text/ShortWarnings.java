// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Warnings in pieces that clients show whole: once all of a request have more than 4,096
 * characters, the API server cuts each at 256, and drops further ones.
 */
public final class ShortWarnings {
  private static final int CHARACTERS = 250;

  /** Of all lines, up to which none is cut; as much again is for another entry, or webhook. */
  private static final int UNCUT = 1_800;

  /** Of one part that is not broken then: it may end with a command to paste. */
  private static final int WHOLE = 1_000;

  private static final String BETWEEN = "; ";

  private ShortWarnings() {}

  /**
   * The lines, the long ones in several pieces; the last piece says so when some were left out.
   *
   * @param most pieces, at least 1
   */
  public static List<String> of(List<String> lines, int most) {
    boolean uncut = lines.stream().mapToInt(String::length).sum() <= UNCUT;
    int longest = uncut ? WHOLE : CHARACTERS;
    List<String> all = lines.stream().flatMap(line -> pieces(line, longest).stream()).toList();
    if (all.size() <= most) {
      return all;
    }
    List<String> kept = new ArrayList<>(all.subList(0, most - 1));
    kept.add("and more: " + (all.size() - kept.size()) + " further lines");
    return List.copyOf(kept);
  }

  /** Breaks where one part of a sentence ends, and only parts that are too long between words. */
  private static List<String> pieces(String line, int longest) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    int from = 0;
    while (from < line.length()) {
      int end = line.indexOf(BETWEEN, from);
      int next = end < 0 ? line.length() : end + BETWEEN.length();
      if (next - from > longest) {
        int blank = line.lastIndexOf(' ', from + CHARACTERS - 1);
        next = blank > from ? blank + 1 : from + CHARACTERS - 1;
        next -= Character.isHighSurrogate(line.charAt(next - 1)) ? 1 : 0;
      }
      String part = line.substring(from, next).stripTrailing();
      from = next;
      if (!piece.isEmpty() && piece.length() + 1 + part.length() > CHARACTERS) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      piece.append(piece.isEmpty() ? "" : " ").append(part);
    }
    if (!piece.isEmpty()) {
      pieces.add(piece.toString());
    }
    return pieces;
  }
}
