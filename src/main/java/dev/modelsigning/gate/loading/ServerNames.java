// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells known servers by the names of images and commands. */
final class ServerNames {
  /** Longer words are texts. */
  private static final int WORD_CHARACTERS = 256;

  /** What is before the name of a module or of a file that is run. */
  private static final Set<String> INTERPRETERS = Set.of("-m", "python", "python3", "uv", "run");

  private static final Pattern MODULE = Pattern.compile("[\\w.]+");

  private final Catalog catalog;

  ServerNames(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Whether an image, a command or a Python module has the name of a known server. */
  boolean isServer(Container container, List<List<String>> lines) {
    return isOneOf(Section.SERVERS, container, lines);
  }

  /** Whether it has the name of a server that no variable keeps from the hub. */
  boolean isAlwaysOnline(Container container, List<List<String>> lines) {
    return isOneOf(Section.ALWAYS_ONLINE_SERVERS, container, lines);
  }

  private boolean isOneOf(Section section, Container container, List<List<String>> lines) {
    Set<String> names = catalog.entries(section);
    return isNamed(image(container), names)
        || lines.stream().anyMatch(line -> isServer(line, names));
  }

  /** Whether a command runs the Python module that {@code -m} names. */
  static boolean isInterpreter(String word) {
    String command = word.substring(word.lastIndexOf('/') + 1);
    return command.startsWith("python") || command.equals("torchrun");
  }

  /** Whether the value of the option at a place is the module that Python runs. */
  static boolean isModule(List<String> words, int at, String value) {
    boolean inOneWord = words.get(at).indexOf('=') >= 0;
    if (inOneWord || !MODULE.matcher(value).matches() || value.endsWith(".gguf")) {
      return false;
    }
    for (int i = at - 1; i >= 0; i--) {
      if (!Arguments.isOption(words.get(i))) {
        return isInterpreter(words.get(i));
      }
    }
    return false;
  }

  private static boolean isServer(List<String> line, Set<String> names) {
    for (int i = 0; i < line.size(); i++) {
      if (isServer(line, i, names)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isServer(List<String> line, int at, Set<String> names) {
    return line.get(at).length() <= WORD_CHARACTERS
        && (CommandWords.isCommand(line, at) || INTERPRETERS.contains(line.get(at - 1)))
        && names(line.get(at), names).isPresent();
  }

  /** Which words of a script are in the command of a known server. */
  BitSet wordsOfServers(List<String> line) {
    Set<String> names = catalog.entries(Section.SERVERS);
    BitSet words = new BitSet(line.size());
    boolean serving = false;
    for (int i = 0; i < line.size(); i++) {
      serving = !line.get(i).equals(ScriptWords.SEPARATOR) && (serving || isServer(line, i, names));
      words.set(i, serving);
    }
    return words;
  }

  /** What the variables begin with in which a server takes each of its options; empty for none. */
  List<String> variablesOfOptions(Container container, List<List<String>> lines) {
    List<String> found = new ArrayList<>(0);
    for (String entry : catalog.entries(Section.OPTION_VARIABLES)) {
      String[] words = entry.split(" ", -1);
      Set<String> name = Set.of(words[0]);
      if (isNamed(image(container), name) || lines.stream().anyMatch(l -> isServer(l, name))) {
        found.add(words[1]);
      }
    }
    return found;
  }

  /** Whether the command of the image loads a default when no model is named. */
  boolean servesDefault(Container container) {
    return isNamed(image(container), catalog.entries(Section.SERVING_IMAGES));
  }

  /**
   * Whether a server is a part of the path of an image or a word of its last one: routers and
   * operators of the project vllm-project are no vllm. A name of two parts stands at the end.
   */
  private static boolean isNamed(String image, Set<String> names) {
    int slash = image.lastIndexOf('/');
    String path = image.toLowerCase(Locale.ROOT);
    return names(image.substring(slash + 1), names).isPresent()
        || hasPart(path, names)
        || names.contains(lastTwo(path, slash));
  }

  /** The last two parts of a path, without tag and digest. */
  private static String lastTwo(String path, int slash) {
    int begin = path.lastIndexOf('/', slash - 1) + 1;
    int end = slash + 1;
    while (end < path.length() && path.charAt(end) != ':' && path.charAt(end) != '@') {
      end++;
    }
    return path.substring(begin, end);
  }

  private static boolean hasPart(String path, Set<String> names) {
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      if (names.contains(path.substring(start, slash))) {
        return true;
      }
      start = slash + 1;
    }
    return names.contains(path.substring(start));
  }

  /** The command of the image that loads whatever a request names, if its name tells one. */
  Optional<String> loadingCommand(Container container) {
    return names(image(container), catalog.entries(Section.LOADING_COMMANDS));
  }

  /** The directory from which the image's own command loads when nothing else is named. */
  Optional<String> directory(Container container, Environment environment) {
    String path = image(container).toLowerCase(Locale.ROOT);
    for (String entry : catalog.entries(Section.IMAGE_DIRECTORIES)) {
      String[] words = entry.split(" ", -1);
      if (hasPart(path, Set.of(words[0]))) {
        return Optional.of(
            environment.value(words[2]).filter(value -> !value.isEmpty()).orElse(words[1]));
      }
    }
    return Optional.empty();
  }

  private static String image(Container container) {
    return Objects.requireNonNullElse(container.getImage(), "");
  }

  private static Optional<String> names(String text, Set<String> names) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String name : names) {
      if (containsWord(lower, name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** "nim" is a word of "nim-llm", not of "minimal". */
  private static boolean containsWord(String text, String name) {
    for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      if ((at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
          && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }
}
