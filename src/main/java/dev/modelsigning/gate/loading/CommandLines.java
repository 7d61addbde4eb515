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

  private final List<List<String>> lines = new ArrayList<>();

  private CommandLines() {}

  /** Each line as words, references of the kubelet expanded. */
  static List<List<String>> of(Container container, Environment environment) {
    CommandLines found = new CommandLines();
    found.add(
        Stream.of(container.getCommand(), container.getArgs())
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .filter(Objects::nonNull)
            .map(environment::expand)
            .toList());
    found.add(
        Optional.ofNullable(container.getLifecycle())
            .map(Lifecycle::getPostStart)
            .map(LifecycleHandler::getExec)
            .map(ExecAction::getCommand)
            .orElse(List.of()));
    return List.copyOf(found.lines);
  }

  /** A word with blanks or separators may be a script; the words after it are its arguments. */
  private void add(List<String> words) {
    lines.add(words);
    boolean placed = false;
    for (int i = 0; i < words.size(); i++) {
      if (ScriptWords.mayBeScript(words.get(i))) {
        List<String> script = ScriptWords.of(words.get(i));
        int arguments = placed ? -1 : firstReference(script);
        if (arguments >= 0) {
          script = withArguments(script, arguments, words.subList(i + 1, words.size()));
          placed = true;
        }
        lines.add(List.copyOf(script));
      }
    }
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
