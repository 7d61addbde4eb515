// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The command lines of a container: its command and arguments, what it runs after its start, and
 * the scripts among them, split into words. The time is linear in their length.
 */
final class CommandLines {
  private static final Set<String> ALL_ARGUMENTS = Set.of("$@", "$*", "${@}", "${*}");

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
    found.add(
        Optional.ofNullable(container.getLifecycle())
            .map(Lifecycle::getPostStart)
            .map(LifecycleHandler::getExec)
            .map(ExecAction::getCommand)
            .orElse(List.of()));
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

  /** A word with blanks may be a script; the words after it are its arguments. */
  private void add(List<String> line) {
    addLine(line);
    boolean placed = false;
    for (int i = 0; i < line.size() && !isCut(); i++) {
      if (ScriptWords.mayBeScript(line.get(i))) {
        List<String> script = ScriptWords.of(line.get(i));
        int arguments = placed ? -1 : firstReference(script);
        if (arguments >= 0) {
          script = withArguments(script, arguments, line.subList(i + 1, line.size()));
          placed = true;
        }
        addLine(script);
      }
    }
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
