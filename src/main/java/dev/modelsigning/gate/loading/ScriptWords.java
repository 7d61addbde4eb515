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

  /**
   * What a shell reads of a script: not what follows {@code #} at the beginning of a word. Other
   * programs that take a command in one word may know no comments.
   */
  static String withoutComments(String script) {
    StringBuilder read = new StringBuilder(script.length());
    char open = 0;
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      if (c == '#' && open == 0 && (i == 0 || endsWord(script.charAt(i - 1)))) {
        int end = script.indexOf('\n', i);
        if (end < 0) {
          return read.toString();
        }
        i = end;
        c = '\n';
      } else if (c == '\\' && open != '\'' && i + 1 < script.length()) {
        read.append(c);
        c = script.charAt(++i);
      } else if (open != 0) {
        open = c == open ? 0 : open;
      } else if (c == '"' || c == '\'') {
        open = c;
      }
      read.append(c);
    }
    return read.toString();
  }

  private static boolean endsWord(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|';
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
