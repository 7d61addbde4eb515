// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;
import java.util.Set;

/** Tells where commands begin among the words of a command line, and what their words do. */
final class CommandWords {
  /** What stands before a command: others that start it, and words of a shell. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "exec",
          "env",
          "nohup",
          "sudo",
          "time",
          "nice",
          "setsid",
          "command",
          "xargs",
          "tini",
          "dumb-init",
          "--",
          "then",
          "do",
          "else",
          "if",
          "while",
          "until",
          "!",
          "{");

  private static final Set<String> MOVING = Set.of("cd", "pushd", "chdir");

  private CommandWords() {}

  /** Whether a word begins with what a shell alone knows. */
  static boolean isUnresolved(String word) {
    return word.startsWith("$") || word.startsWith("`");
  }

  /**
   * Whether the word starts a command, or the rest of a script, in another directory.
   *
   * @param moved whether one of the words of env that follow says so
   */
  static boolean changesDirectory(List<String> words, int at, boolean moved) {
    String word = words.get(at);
    return (MOVING.contains(word)
            || (moved && word.substring(word.lastIndexOf('/') + 1).equals("env")))
        && isCommand(words, at);
  }

  /** Whether env takes the word as an option or a variable, before the command that it starts. */
  static boolean isOfEnv(String word) {
    return Arguments.isOption(word) || word.indexOf('=') > 0;
  }

  /** Whether the word has env start its command in another directory. */
  static boolean movesEnv(String word) {
    return word.startsWith("-C") || word.startsWith("--chdir");
  }

  /** Whether a word is where a command begins, also one whose output is part of the word. */
  static boolean begins(List<String> words, int at) {
    return isCommand(words, at) || opens(words.get(at));
  }

  /** The parenthesis that ends it is a separator. */
  private static boolean opens(String word) {
    int substitution = word.lastIndexOf("$(");
    return word.indexOf('`') >= 0 || (substitution >= 0 && word.indexOf(')', substitution) < 0);
  }

  /** What of a text a shell may run: from the first {@code $(} or backquote on. */
  static String substituted(String text) {
    int substitution = text.indexOf("$(");
    int quote = text.indexOf('`');
    if (substitution < 0 || (quote >= 0 && quote < substitution)) {
      return quote < 0 ? "" : text.substring(quote + 1);
    }
    return text.substring(substitution + 2);
  }

  /** The last name in a word that is a command, or in which one begins. */
  static String name(String word) {
    int begin = Math.max(word.lastIndexOf('/') + 1, word.lastIndexOf('`') + 1);
    int substitution = word.lastIndexOf("$(");
    return word.substring(substitution < 0 ? begin : Math.max(begin, substitution + 2));
  }

  /** Whether a word is where a command begins. */
  static boolean isCommand(List<String> words, int at) {
    if (at == 0) {
      return true;
    }
    String before = words.get(at - 1);
    return before.equals(ScriptWords.SEPARATOR) || WRAPPERS.contains(before) || assigns(before);
  }

  /** Whether a word is a variable's name with a value. */
  static boolean assigns(String word) {
    int equals = word.indexOf('=');
    if (equals <= 0 || isDigit(word.charAt(0))) {
      return false;
    }
    for (int i = 0; i < equals; i++) {
      char c = word.charAt(i);
      if (c != '_' && !isDigit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
