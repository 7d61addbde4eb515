// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.util.Comparator;
import java.util.stream.Stream;

/** The word that somebody may have meant. */
final class Nearest {
  private Nearest() {}

  /**
   * A question to append to a message; empty when no candidate is near.
   *
   * @param tolerated letters that may have to be added, removed or changed, of a short word fewer;
   *     a word that begins a candidate is near anyway
   */
  static String suggestion(String word, Stream<String> candidates, int tolerated) {
    return candidates
        .filter(
            candidate ->
                begins(word, candidate)
                    || distance(word, candidate) <= Math.min(tolerated, tolerated(word)))
        .min(
            Comparator.comparing((String candidate) -> !begins(word, candidate))
                .thenComparing(candidate -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  private static boolean begins(String word, String candidate) {
    return letters(word) > 1 && candidate.startsWith(word);
  }

  private static int tolerated(String word) {
    return (letters(word) - 1) * 4 / 5;
  }

  private static int letters(String word) {
    return (int) word.chars().filter(Character::isLetterOrDigit).count();
  }

  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j - 1], diagonal) + 1);
      }
    }
    return row[right.length()];
  }
}
