// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a container is kept from the Hugging Face hub by a variable. The pod has to say so
 * itself, and no command may take it back, nor look as if it could.
 */
final class Offline {
  /** Longer words are texts. */
  private static final int WORD_CHARACTERS = 256;

  /** These begin with variables of their own, or read them from a file. */
  private static final Set<String> CLEARING =
      Set.of(
          "sudo",
          "su",
          "runuser",
          "doas",
          "chroot",
          "setpriv",
          "capsh",
          "envdir",
          "s6-envdir",
          "with-contenv",
          "chpst",
          "dotenv",
          "direnv",
          "pipenv",
          "envchain",
          "machinectl",
          "systemd-run",
          "nsenter",
          "ssh");

  /** These do where an option tells them. */
  private static final Set<String> CLEARING_WITH_OPTION = Set.of("env", "exec");

  /** What a shell has to change variables, by names that may be made up on the way. */
  private static final Set<String> CHANGING =
      Set.of(
          "unset",
          "export",
          "declare",
          "typeset",
          "local",
          "readonly",
          "read",
          "mapfile",
          "readarray",
          "getopts");

  /** What a shell makes other words of. */
  private static final String SPECIAL = "$`{*?[!";

  private final Environment environment;
  private final Set<String> switches;

  Offline(Catalog catalog, Environment environment) {
    this.environment = environment;
    this.switches = catalog.entries(Section.OFFLINE_VARIABLES);
  }

  /** Whether the variables of the pod say so; asked before assignments are forgotten. */
  boolean isSet() {
    return switches.stream()
        .dropWhile(environment::isUnset)
        .findFirst()
        .filter(environment::isTrue)
        .isPresent();
  }

  /**
   * Why the variables that the pod sets do not count, for people; empty where they do.
   *
   * @param ignored whether the server ignores them
   */
  String whyItDoesNotCount(List<List<String>> lines, boolean ignored) {
    if (ignored) {
      return "; this server loads by name whatever HF_HUB_OFFLINE says";
    }
    return lines.stream().anyMatch(line -> mayBeTakenBack(line, true))
        ? "; HF_HUB_OFFLINE does not count, because a command in the container may take it back"
        : "";
  }

  /** Whether a command may name one of the variables, or start another one without them. */
  private boolean mayBeTakenBack(List<String> line, boolean expanding) {
    boolean changing = false;
    boolean printing = false;
    for (int i = 0; i < line.size(); i++) {
      String written = line.get(i);
      String word = expanding ? environment.expandInShell(written) : written;
      if (switches.stream().anyMatch(word::contains)) {
        return true;
      }
      if (ScriptWords.mayBeScript(word)) {
        // A script that is written in the line has its words in a line of their own.
        if (!word.equals(written) && mayBeTakenBack(ScriptWords.of(word), false)) {
          return true;
        }
        continue;
      }
      if (word.length() > WORD_CHARACTERS) {
        continue;
      }
      String name = word.substring(word.lastIndexOf('/') + 1);
      boolean first = CommandWords.isCommand(line, i);
      changing = changes(name, line, i) || (changing && !first);
      printing = first ? CommandLines.PRINTING.contains(name) : printing;
      boolean madeUp = changing ? isMadeUp(word) : !printing && assignsMadeUp(word);
      if (madeUp || clears(word, name, line, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean changes(String name, List<String> line, int at) {
    return CHANGING.contains(name)
        || (name.equals("printf") && at + 1 < line.size() && line.get(at + 1).startsWith("-v"));
  }

  private boolean clears(String word, String name, List<String> line, int at) {
    if (CLEARING.contains(name)) {
      return true;
    }
    if (CLEARING_WITH_OPTION.contains(name)) {
      return at + 1 < line.size() && environment.expandInShell(line.get(at + 1)).startsWith("-");
    }
    return Arguments.isOption(word)
        ? beforeEquals(word).toLowerCase(Locale.ROOT).contains("env")
        : CommandWords.isUnresolved(word)
            && CommandWords.isCommand(line, at)
            && hasArgument(line, at);
  }

  /** Whether a word follows that may be one of a command; numbers are computed with signs. */
  private static boolean hasArgument(List<String> line, int at) {
    return at + 1 < line.size() && line.get(at + 1).chars().anyMatch(Character::isLetterOrDigit);
  }

  /** Whether the name in an argument of a command that changes variables is not written out. */
  private static boolean isMadeUp(String word) {
    return isSpecial(beforeEquals(word));
  }

  /** The same of what {@code env} and {@code eval} take; {@code ${PORT:=80}} is a value. */
  private static boolean assignsMadeUp(String word) {
    int equals = word.indexOf('=');
    if (equals <= 0 || Arguments.isOption(word)) {
      return false;
    }
    String name = word.substring(0, equals);
    boolean inBraces = name.lastIndexOf('{') > name.lastIndexOf('}');
    return !inBraces && !name.contains("://") && isSpecial(withoutIndex(name));
  }

  /** The name of an array, whatever of it is assigned. */
  private static String withoutIndex(String name) {
    return name.endsWith("]") ? name.substring(0, Math.max(0, name.indexOf('['))) : name;
  }

  private static String beforeEquals(String word) {
    int equals = word.indexOf('=');
    return equals < 0 ? word : word.substring(0, equals);
  }

  private static boolean isSpecial(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (SPECIAL.indexOf(name.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
