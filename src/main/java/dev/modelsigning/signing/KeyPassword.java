// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.KeyText;
import dev.modelsigning.pki.MaterialProblem;
import java.nio.charset.CharacterCodingException;

/**
 * The one rule for passwords of keys, on the command line, in a file and in a Secret: the first
 * line, with all its blanks and without its line end, which editors and {@code echo} add.
 */
public final class KeyPassword {
  private KeyPassword() {}

  /** The password in a text. */
  public static char[] of(String text) {
    return text.lines().findFirst().orElse("").toCharArray();
  }

  /**
   * The password in the bytes of a file or of an entry of a Secret.
   *
   * @throws SigningException if they are not text
   */
  public static char[] of(byte[] bytes) throws SigningException {
    try {
      return of(KeyText.of(bytes));
    } catch (CharacterCodingException e) {
      throw new SigningException(
          "the password",
          new MaterialProblem(
              "is not UTF-8",
              "write it as UTF-8, from Latin-1 for example: iconv -f ISO-8859-1 -t UTF-8 FILE > password.utf8"),
          e);
    }
  }
}
