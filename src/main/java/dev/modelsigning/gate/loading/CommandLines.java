// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command lines of a container: its command and arguments, what hooks and probes run in it, and
 * the scripts among them, split into words. The time is linear in their length.
 */
final class CommandLines {
  private static final Set<String> ALL_ARGUMENTS = Set.of("$@", "$*", "${@}", "${*}");

  /** What these are given is text for people. */
  static final Set<String> PRINTING = Set.of("echo", "printf", "logger", ":");

  /** What these are given names programs and texts, and runs nothing. */
  static final Set<String> SEARCHING =
      Set.of("pgrep", "pkill", "pidof", "killall", "grep", "egrep", "fgrep", "which", "type");

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "source", "eval");

  /** Scripts within scripts: each level takes quotes away, so that people do not write many. */
  private static final int DEPTH = 8;

  /** A container of a server has some dozens. */
  static final int WORDS = 16_384;

  /** One of them, by its number. */
  private static final Pattern ARGUMENT = Pattern.compile("\\$(?:[0-9]|\\{[0-9]{1,4}\\})");

  private final Environment environment;
  private final List<List<String>> lines = new ArrayList<>();
  private int words;

  private CommandLines(Environment environment) {
    this.environment = environment;
  }

  /** The lines of a container, references of the kubelet expanded. */
  static CommandLines of(Container container, Environment environment) {
    CommandLines found = new CommandLines(environment);
    found.add(
        Stream.of(container.getCommand(), container.getArgs())
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .filter(Objects::nonNull)
            .limit(WORDS)
            .map(environment::expand)
            .toList());
    hooks(container).forEach(found::add);
    return found;
  }

  /** Each line as words, as far as they are read. */
  List<List<String>> lines() {
    return List.copyOf(lines);
  }

  /** Whether there are more words than are read. */
  boolean isCut() {
    return words >= WORDS;
  }

  /** What the kubelet runs beside the command; it expands no references there. */
  static List<List<String>> hooks(Container container) {
    Lifecycle lifecycle = container.getLifecycle();
    List<List<String>> found = new ArrayList<>(2);
    if (lifecycle != null) {
      add(lifecycle.getPostStart() == null ? null : lifecycle.getPostStart().getExec(), found);
      add(lifecycle.getPreStop() == null ? null : lifecycle.getPreStop().getExec(), found);
    }
    addOf(container.getStartupProbe(), found);
    addOf(container.getLivenessProbe(), found);
    addOf(container.getReadinessProbe(), found);
    return found;
  }

  private static void addOf(@Nullable Probe probe, List<List<String>> found) {
    add(probe == null ? null : probe.getExec(), found);
  }

  private static void add(@Nullable ExecAction exec, List<List<String>> found) {
    if (exec != null) {
      found.add(Objects.requireNonNullElse(exec.getCommand(), List.of()));
    }
  }

  private void add(List<String> line) {
    addLine(line);
    boolean placed = false;
    boolean searching = !line.isEmpty() && SEARCHING.contains(CommandWords.name(line.getFirst()));
    for (int i = 0; i < line.size() && !isCut() && !searching; i++) {
      if (ScriptWords.mayBeScript(line.get(i))) {
        Optional<List<String>> arguments =
            placed ? Optional.empty() : Optional.of(line.subList(i + 1, line.size()));
        placed |= addScript(line.get(i), arguments, 1);
        if (Arguments.isOption(line.get(i))) {
          placed |= addScript(value(line.get(i)), placed ? Optional.empty() : arguments, 1);
        }
      }
    }
  }

  /** The value of an option in one word with it: {@code -Svllm serve}, {@code --command=...}. */
  private static String value(String word) {
    int equals = word.indexOf('=');
    return word.startsWith("--") ? word.substring(equals + 1) : word.substring(2);
  }

  /**
   * A word with blanks may be a script, and so may a word of a script: {@code eval}, {@code sh -c}.
   *
   * @param arguments what follows the script; empty where that is not known
   * @return whether the script uses its arguments
   */
  private boolean addScript(String text, Optional<List<String>> arguments, int depth) {
    if (depth > DEPTH) {
      words = WORDS;
      return false;
    }
    List<String> script = ScriptWords.of(text);
    boolean placed = script.stream().anyMatch(CommandLines::refersToArguments);
    if (placed && arguments.isPresent() && keepsArguments(script)) {
      List<String> given = arguments.get();
      // A shell takes the first for its own name, other programs may not.
      addLine(withArguments(script, given, given));
      if (!given.isEmpty()) {
        addLine(withArguments(script, given.subList(1, given.size()), given));
      }
    } else {
      addLine(script);
    }
    String command = "";
    boolean readsPrinted = readsPrinted(script);
    for (int i = 0; i < script.size() && !isCut(); i++) {
      String word = script.get(i);
      command = CommandWords.begins(script, i) ? CommandWords.name(word) : command;
      String run = mayRun(command, readsPrinted) ? word : CommandWords.substituted(word);
      if (ScriptWords.mayBeScript(run)) {
        placed |= addScript(run, Optional.empty(), depth + 1);
      }
    }
    return placed;
  }

  /** Whether a shell without arguments may run what another command prints. */
  private static boolean readsPrinted(List<String> script) {
    for (int i = 1; i < script.size(); i++) {
      if (SHELLS.contains(CommandWords.name(script.get(i)))
          && CommandWords.isCommand(script, i)
          && (i + 1 == script.size()
              || script.get(i + 1).equals(ScriptWords.SEPARATOR)
              || Arguments.isOption(script.get(i + 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a command may run what it is given. */
  private static boolean mayRun(String command, boolean readsPrinted) {
    return !SEARCHING.contains(command) && (readsPrinted || !PRINTING.contains(command));
  }

  private static boolean refersToArguments(String word) {
    return ALL_ARGUMENTS.contains(word) || ARGUMENT.matcher(word).find();
  }

  /** Whether nothing in a script may give it, or a function, other arguments. */
  private static boolean keepsArguments(List<String> script) {
    for (int i = 0; i < script.size(); i++) {
      String word = script.get(i);
      boolean changes =
          word.equals("shift")
              || word.equals("function")
              || (word.equals("set") && setsArguments(script, i + 1))
              || isFunction(script, i);
      if (changes) {
        return false;
      }
    }
    return true;
  }

  /** Options of a shell are no arguments: {@code set -euo pipefail}. */
  private static boolean setsArguments(List<String> script, int at) {
    for (int i = at; i < script.size() && !script.get(i).equals(ScriptWords.SEPARATOR); i++) {
      String word = script.get(i);
      boolean named = i > at && script.get(i - 1).endsWith("o");
      if (word.equals("--") || word.equals("-")) {
        return true;
      }
      if (!named && !word.startsWith("-") && !word.startsWith("+")) {
        return true;
      }
    }
    return false;
  }

  /** The parentheses are separators: {@code serve() { ...; }}. */
  private static boolean isFunction(List<String> script, int at) {
    return at + 2 < script.size()
        && script.get(at).equals(ScriptWords.SEPARATOR)
        && script.get(at + 1).equals(ScriptWords.SEPARATOR)
        && script.get(at + 2).equals("{");
  }

  private void addLine(List<String> line) {
    lines.add(List.copyOf(line.subList(0, Math.min(line.size(), WORDS - words))));
    words = Math.min(WORDS, words + line.size());
  }

  /**
   * A script with its arguments, as far as words are read.
   *
   * @param numbered those that it refers to by number, the first of which is 0
   */
  private List<String> withArguments(
      List<String> script, List<String> arguments, List<String> numbered) {
    List<String> result = new ArrayList<>();
    for (String word : script) {
      if (result.size() > WORDS) {
        break;
      }
      if (ALL_ARGUMENTS.contains(word)) {
        result.addAll(arguments);
      } else {
        result.add(environment.expandParameters(word, numbered));
      }
    }
    return result;
  }
}
