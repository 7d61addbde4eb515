// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import java.nio.charset.StandardCharsets;

/** What must hold for every input. */
final class Oracle {
  private Oracle() {}

  static void check(boolean holds, String claim) {
    if (!holds) {
      throw new AssertionError("broken: " + claim);
    }
  }

  /** Whether every reader of UTF-8 gets the same text back. */
  static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
