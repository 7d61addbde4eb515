// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

  /** Scripts within scripts: each level takes quotes away, so that people do not write many. */
  private static final int DEPTH = 8;

  /** A container of a server has some dozens. */
  static final int WORDS = 16_384;

  private final List<List<String>> lines = new ArrayList<>();
  private int words;

  private CommandLines() {}

  /** The lines of a container, references of the kubelet expanded. */
  static CommandLines of(Container container, Environment environment) {
    CommandLines found = new CommandLines();
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
    for (int i = 0; i < line.size() && !isCut(); i++) {
      if (ScriptWords.mayBeScript(line.get(i))) {
        List<String> arguments = placed ? List.of() : line.subList(i + 1, line.size());
        placed |= addScript(line.get(i), arguments, 1);
        if (Arguments.isOption(line.get(i))) {
          placed |= addScript(value(line.get(i)), placed ? List.of() : arguments, 1);
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
   * @return whether the script uses its arguments
   */
  private boolean addScript(String text, List<String> arguments, int depth) {
    if (depth > DEPTH) {
      words = WORDS;
      return false;
    }
    List<String> script = ScriptWords.of(text);
    int at = firstReference(script);
    boolean placed = at >= 0;
    addLine(placed ? withArguments(script, at, arguments) : script);
    String command = "";
    for (int i = 0; i < script.size() && !isCut(); i++) {
      String word = script.get(i);
      command = Commands.isCommand(script, i) ? word : command;
      if (ScriptWords.mayBeScript(word) && !PRINTING.contains(command)) {
        placed |= addScript(word, placed ? List.of() : arguments, depth + 1);
      }
    }
    return placed;
  }

  private void addLine(List<String> line) {
    lines.add(List.copyOf(line.subList(0, Math.min(line.size(), WORDS - words))));
    words = Math.min(WORDS, words + line.size());
  }

  private static int firstReference(List<String> script) {
    for (int i = 0; i < script.size(); i++) {
      if (ALL_ARGUMENTS.contains(script.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> withArguments(List<String> script, int at, List<String> arguments) {
    List<String> result = new ArrayList<>(script.subList(0, at));
    result.addAll(arguments);
    result.addAll(script.subList(at + 1, script.size()));
    return result;
  }
}
