// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the commands in command lines of one container: what they load without an option. */
final class Commands {
  /** Each is read to its end, so that their number bounds the time. */
  private static final int SERVERS = 8;

  /** The longest name of a command whose next word names a model. */
  private static final int POSITIONAL_WORDS = 3;

  /** Longer words are texts. */
  private static final int WORD_CHARACTERS = 256;

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

  /** Servers whose options of names take one value, where others take several. */
  private static final Set<String> SINGLE =
      Set.of("trtllm-serve", "tensorrt_llm", "sglang", "lmdeploy", "text-generation-server");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][-._A-Za-z0-9]*/[-._A-Za-z0-9]+");

  private final Catalog catalog;
  private final References found;
  private final Arguments arguments;
  private Optional<String> serving = Optional.empty();
  private int servers;

  Commands(Catalog catalog, References found, Arguments arguments) {
    this.catalog = catalog;
    this.found = found;
    this.arguments = arguments;
  }

  /** Reads the commands of one line. */
  void read(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String command = words.get(i).substring(words.get(i).lastIndexOf('/') + 1);
      if (command.length() > WORD_CHARACTERS) {
        continue;
      }
      String two = joined(command, words, i, 2);
      String positional = positional(command, two, joined(command, words, i, POSITIONAL_WORDS));
      if (!positional.isEmpty()) {
        int length = positional.split(" ", -1).length;
        positional(positional, words.subList(i + length, words.size()));
        i += length - 1;
      } else if (catalog.has(Section.LOADING_COMMANDS, two)
          || (isCommand(words, i) && catalog.has(Section.LOADING_COMMANDS, command))) {
        found.download("command " + References.shown(command) + " loads at run time");
      } else if (isCommand(words, i) && isUnresolved(words, i + 1) && begins(command)) {
        found.download(
            "command " + References.shown(command) + " runs with what the pod does not resolve");
      }
    }
  }

  /** Whether a word is, or begins with, what a shell alone knows: {@code "${words[@]}"}. */
  private boolean isUnresolved(List<String> words, int at) {
    return at < words.size() && isUnresolved(words.get(at)) && !isArgumentVariable(words.get(at));
  }

  /** Whether a word begins with what a shell alone knows. */
  static boolean isUnresolved(String word) {
    return word.startsWith("$") || word.startsWith("`");
  }

  /** Whether the word is the first one of a command that names a model. */
  private boolean begins(String command) {
    return catalog.entries(Section.POSITIONAL_COMMANDS).stream()
        .anyMatch(known -> known.startsWith(command + " "));
  }

  /** The longest of these that is a command whose next word names a model; empty without one. */
  private String positional(String one, String two, String three) {
    if (catalog.has(Section.POSITIONAL_COMMANDS, three)) {
      return three;
    }
    if (catalog.has(Section.POSITIONAL_COMMANDS, two)) {
      return two;
    }
    return catalog.has(Section.POSITIONAL_COMMANDS, one) ? one : "";
  }

  private static String joined(String command, List<String> words, int at, int count) {
    String joined = command;
    for (int i = at + 1; i < Math.min(words.size(), at + count); i++) {
      joined = joined.concat(" ").concat(words.get(i));
    }
    return joined;
  }

  /**
   * Reads the arguments of an image whose own command is a server's.
   *
   * @param serves whether that command is known to load a default when no model is named
   */
  void readArguments(List<String> words, boolean serves) {
    if (serves) {
      serving = Optional.of("of the image");
    }
    if (words.isEmpty()) {
      return;
    }
    if (Arguments.isOption(words.getFirst())) {
      if (!found.named()) {
        laterWords("", "an argument", words);
      }
    } else if (words.getFirst().equals("serve")) {
      positional("serve", words.subList(1, words.size()));
    } else if (serves || mayBeModel(words.getFirst())) {
      found.model("the first argument", words.getFirst());
    }
  }

  /** Notes a server that was given no model. */
  void end() {
    if (serving.isPresent() && !found.named() && !found.offline()) {
      found.download(
          "command '" + serving.get() + "' names no model, so that it loads its default");
    }
  }

  private void positional(String command, List<String> words) {
    serving = Optional.of(command);
    servers++;
    if (servers > SERVERS) {
      found.download("more commands than are read start a server");
      return;
    }
    String where = "argument of '" + command + "'";
    if (!words.isEmpty() && isPlain(words.getFirst())) {
      found.model(where, words.getFirst());
      return;
    }
    laterWords(command, where, words);
  }

  /**
   * Reads what follows options. Which options take a value is not known of all, so that the first
   * word after one counts only where it has the form of a name.
   */
  private void laterWords(String command, String where, List<String> words) {
    boolean lists = SINGLE.stream().noneMatch(command::startsWith);
    int taken = 0;
    boolean afterOption = false;
    for (String word : words) {
      if (word.equals(ScriptWords.SEPARATOR)) {
        return;
      }
      if (!isPlain(word)) {
        taken = valuesOf(word, lists);
        afterOption = true;
      } else if (taken > 0) {
        if (taken > words.size()) {
          found.path(word); // of a list, which a server may end where it likes
        }
        taken--;
        afterOption = false;
      } else {
        if (mayBeModel(word) && (!afterOption || NAME.matcher(word).matches())) {
          found.model(where, word);
        }
        afterOption = false;
      }
    }
  }

  /** How many words after an option are known not to be the command's own. */
  private int valuesOf(String option, boolean lists) {
    if (option.indexOf('=') >= 0) {
      return 0;
    }
    String name = arguments.name(option);
    if (catalog.has(Section.ADAPTER_OPTIONS, name)) {
      return Integer.MAX_VALUE;
    }
    if (catalog.has(Section.OTHER_LIST_OPTIONS, name)) {
      return lists ? Integer.MAX_VALUE : 1;
    }
    return catalog.has(Section.OTHER_OPTIONS, name)
            || catalog.has(Section.MODEL_OPTIONS, name)
            || catalog.has(Section.PART_OPTIONS, name)
            || catalog.has(Section.PATH_OPTIONS, name)
            || catalog.has(Section.DIRECTORY_OPTIONS, name)
            || catalog.has(Section.JSON_OPTIONS, name)
        ? 1
        : 0;
  }

  private boolean mayBeModel(String word) {
    return word.indexOf('/') >= 0 || (word.indexOf('$') >= 0 && !isArgumentVariable(word));
  }

  /** What these stand for is read elsewhere. */
  private boolean isArgumentVariable(String word) {
    String name = word.replaceAll("[${}]", "");
    return name.equals("@") || name.equals("*") || catalog.has(Section.ARGUMENT_VARIABLES, name);
  }

  private static boolean isPlain(String word) {
    return !word.isEmpty() && !Arguments.isOption(word) && !word.equals(ScriptWords.SEPARATOR);
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
