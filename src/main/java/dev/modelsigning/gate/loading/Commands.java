// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the commands in command lines of one container: what they load without an option. */
final class Commands {
  /** Each is read to its end, so that their number bounds the time. */
  private static final int SERVERS = 8;

  /** The longest name of a command whose next word names a model. */
  private static final int POSITIONAL_WORDS = 3;

  /** Longer words are texts. */
  private static final int WORD_CHARACTERS = 256;

  /** Words of a command that another one may print. */
  private static final int SUBSTITUTED = 8;

  private static final String SERVE = "serve";

  /** Before the name of a module that Python runs. */
  private static final String MODULE = "-m";

  /** With one of these a server tells about itself and ends. */
  private static final Set<String> TELLING = Set.of("--help", "-h", "--version");

  /** Servers that take their model from a variable too, or from a file beside them. */
  private static final Set<String> FROM_VARIABLES =
      Set.of("text-generation-server", "llama-server", "mlserver", SERVE);

  /** These give a command words that they read. */
  private static final Set<String> FEEDING = Set.of("xargs", "parallel");

  private final Catalog catalog;
  private final References found;
  private final Arguments arguments;
  private final List<Unnamed> unnamed = new ArrayList<>(0);
  private Optional<String> serving = Optional.empty();
  private int servers;

  Commands(Catalog catalog, References found, Arguments arguments) {
    this.catalog = catalog;
    this.found = found;
    this.arguments = arguments;
  }

  /** Reads the commands of one line. */
  void read(List<String> written) {
    List<String> words = written.stream().map(found::resolved).toList();
    boolean fed = false;
    boolean mentioned = false;
    for (int i = 0; i < words.size(); i++) {
      String command = CommandWords.name(words.get(i));
      fed = !command.equals(ScriptWords.SEPARATOR) && (fed || FEEDING.contains(command));
      boolean begins = CommandWords.begins(words, i);
      if (begins) {
        mentioned = CommandLines.SEARCHING.contains(command);
      }
      if (begins && CommandWords.isUnresolved(words.get(i)) && serves(words, i)) {
        unresolved(words.get(i));
      }
      // Several words in one have a line of their own where they may be a script.
      if (mentioned || command.length() > WORD_CHARACTERS || ScriptWords.mayBeScript(command)) {
        continue;
      }
      String two = joined(command, words, i, 2);
      String positional = positional(command, two, joined(command, words, i, POSITIONAL_WORDS));
      if (!positional.isEmpty()) {
        int length = positional.split(" ", -1).length;
        if (fed) {
          unresolved(positional);
        }
        boolean starts = begins || words.get(i - 1).equals(MODULE);
        positional(positional, words.subList(i + length, words.size()), starts);
        i += length - 1;
      } else if (catalog.has(Section.LOADING_COMMANDS, two)
          || (begins && catalog.has(Section.LOADING_COMMANDS, command))) {
        found.download("command " + References.shown(command) + " loads at run time");
      } else if ((fed || (begins && isUnresolved(words, i + 1))) && begins(command)) {
        unresolved(command);
      } else if (isServing(command, two, words, i)) {
        serving = Optional.of(command);
      }
    }
  }

  private void unresolved(String command) {
    found.download(
        "command " + References.shown(command) + " runs with what the pod does not resolve");
  }

  /** Whether a command that nobody knows is told to serve: {@code $(which vllm) serve}. */
  private static boolean serves(List<String> words, int at) {
    int separators = words.get(at).startsWith("$(") ? 1 : 0; // the parenthesis that ends it
    for (int i = at + 1; i < Math.min(words.size(), at + SUBSTITUTED); i++) {
      String word = words.get(i);
      if (word.equals(SERVE)) {
        return true;
      }
      if (word.equals(ScriptWords.SEPARATOR) && --separators < 0) {
        return false;
      }
    }
    return false;
  }

  /** Whether a command, or a module that Python runs, loads a default when no model is named. */
  private boolean isServing(String command, String two, List<String> words, int at) {
    return (CommandWords.isCommand(words, at) || words.get(at - 1).equals(MODULE))
        && (catalog.has(Section.SERVING_COMMANDS, command)
            || catalog.has(Section.SERVING_COMMANDS, two));
  }

  /** Whether a word is, or begins with, what a shell alone knows: {@code "${words[@]}"}. */
  private boolean isUnresolved(List<String> words, int at) {
    return at < words.size()
        && CommandWords.isUnresolved(words.get(at))
        && !isArgumentVariable(catalog, words.get(at));
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
      if (ScriptWords.mayBeScript(words.get(i))) {
        break;
      }
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
      if (serves || !found.named()) {
        var model = new PositionalModel(catalog, found, arguments, "", "an argument", serves);
        model.read(words, found.named());
      }
    } else if (words.getFirst().equals(SERVE)) {
      positional(SERVE, words.subList(1, words.size()), true);
    } else if ((serves && !isSubcommand(words.getFirst())) || mayBeModel(words.getFirst())) {
      found.model("the first argument", words.getFirst());
    }
  }

  /** Whether a word tells a command of an image what to do: {@code v2}. */
  private boolean isSubcommand(String word) {
    return catalog.entries(Section.SERVING_COMMANDS).stream().anyMatch(c -> c.endsWith(" " + word));
  }

  /** Notes servers that were given no model. */
  void end() {
    boolean any = found.named();
    unnamed.forEach(
        server -> {
          if (!any || !isFromVariables(server.command())) {
            server.reader().run();
          }
        });
    if (serving.isPresent() && !found.named()) {
      byDefault(serving.get());
    }
  }

  private static boolean isFromVariables(String command) {
    return FROM_VARIABLES.contains(command.split(" ", 2)[0]);
  }

  private void byDefault(String command) {
    found.byDefault("command '" + command + "' names no model, so that it loads its default");
  }

  /** A server whose model no word and no option surely names. */
  private record Unnamed(String command, Runnable reader) {}

  /**
   * @param starts whether the command surely begins there, and is not only mentioned
   */
  private void positional(String command, List<String> words, boolean starts) {
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
    var model = new PositionalModel(catalog, found, arguments, command, where, true);
    model.read(words, false);
    if (!model.isNamed() && !starts) {
      serving = Optional.of(command);
    } else if (!model.isNamed() && words.stream().noneMatch(TELLING::contains)) {
      String candidate = model.candidate();
      unnamed.add(
          new Unnamed(
              command,
              candidate.isEmpty()
                  ? () -> byDefault(command)
                  : () -> found.model(where, candidate)));
    }
  }

  private boolean mayBeModel(String word) {
    return word.indexOf('/') >= 0 || (word.indexOf('$') >= 0 && !isArgumentVariable(catalog, word));
  }

  /** What these stand for is read elsewhere. */
  static boolean isArgumentVariable(Catalog catalog, String word) {
    return catalog.has(Section.ARGUMENT_VARIABLES, word.replaceAll("[${}]", ""));
  }

  private static boolean isPlain(String word) {
    return !word.isEmpty() && !Arguments.isOption(word) && !word.equals(ScriptWords.SEPARATOR);
  }
}
