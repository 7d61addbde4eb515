// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a shell script into words. It knows blanks, quotes, backslashes and separators, and is no
 * shell: what a variable or a command stands for stays as it is written.
 */
final class ScriptWords {
  /** What stands between commands, whatever the script has there. */
  static final String SEPARATOR = ";";

  private static final String PATTERN = "*?[{";
  private static final String BLANKS = " \t\r";
  private static final String SEPARATORS = "\n;|&()<>";

  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean started;
  private char quote;

  private ScriptWords() {}

  /** Whether the text has more than one word. */
  static boolean mayBeScript(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a shell makes other words of it. */
  static boolean isPattern(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (PATTERN.indexOf(value.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Words without their quotes; separators are words of their own. */
  static List<String> of(String script) {
    ScriptWords reader = new ScriptWords();
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      if (c == '\\' && reader.quote != '\'' && i + 1 < script.length()) {
        i++;
        if (script.charAt(i) != '\n') {
          reader.append(script.charAt(i));
        }
      } else {
        reader.read(c);
      }
    }
    reader.end();
    return List.copyOf(reader.words);
  }

  private void read(char c) {
    if (quote != 0) {
      readQuoted(c);
    } else if (c == '"' || c == '\'') {
      quote = c;
      started = true;
    } else if (BLANKS.indexOf(c) >= 0) {
      end();
    } else if (SEPARATORS.indexOf(c) >= 0 && !isSubstitution(c)) {
      end();
      words.add(SEPARATOR);
    } else {
      append(c);
    }
  }

  private void readQuoted(char c) {
    if (c == quote) {
      quote = 0;
    } else {
      append(c);
    }
  }

  /** A parenthesis after a dollar sign belongs to the word: what it stands for is not known. */
  private boolean isSubstitution(char c) {
    return c == '(' && !word.isEmpty() && word.charAt(word.length() - 1) == '$';
  }

  private void append(char c) {
    word.append(c);
    started = true;
  }

  private void end() {
    if (started) {
      words.add(word.toString());
    }
    word.setLength(0);
    started = false;
  }
}
