// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

/** In what two names differ that look the same to people. */
public enum NameDifference {
  /** The same letters, composed or decomposed: macOS and Unicode's forms NFC and NFD. */
  NORMALIZATION("in Unicode normalization only"),
  /** Upper and lower case. */
  CASE("in upper and lower case only"),
  /** Blanks, or characters that are not shown. */
  BLANKS("in blanks or in characters that are not shown"),
  /** The separator of Windows in place of '/'. */
  SEPARATOR("in their separators only"),
  /** Signs that Windows and shared folders replace or leave out, also dots at the end. */
  STORAGE("in characters that some storage cannot keep"),
  /** Decoded with another character set than UTF-8, or percent-encoded. */
  ENCODING("in their encoding only"),
  /** Characters of different alphabets, or forms of one character. */
  LOOK_ALIKE("in characters that look alike");

  private final String text;

  NameDifference(String text) {
    this.text = text;
  }

  /** As the end of a sentence: the names differ ... */
  public String text() {
    return text;
  }
}
