// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code oms gate} in their strict form: one folder and the options {@code
 * --trust} and {@code --signature} with absolute paths, and a command only after {@code --}. What
 * the command line reads in another way, or what a variable would change, has no strict form.
 *
 * @param model the folder that is verified
 * @param trust files with published trust
 * @param signatures files with bundles; empty where the one of the folder is taken
 * @param command what follows {@code --}; empty without it
 */
record GateWords(
    PlainPath model, List<PlainPath> trust, List<PlainPath> signatures, List<String> command) {
  private static final String END = "--";
  private static final List<String> OPTIONS = List.of("--trust", "--signature");

  GateWords {
    trust = List.copyOf(trust);
    signatures = List.copyOf(signatures);
    command = List.copyOf(command);
  }

  /** The form, or what is wrong with a word. */
  sealed interface Reading {
    /** All words were read. */
    record Read(GateWords words) implements Reading {}

    /**
     * They have no strict form.
     *
     * @param why for people
     */
    record Unreadable(String why) implements Reading {}
  }

  /**
   * Reads what follows the word {@code gate}.
   *
   * @param words as the pod has them
   */
  static Reading of(List<String> words) {
    int end = words.indexOf(END);
    List<String> own = end < 0 ? words : words.subList(0, end);
    List<String> command = end < 0 ? List.of() : words.subList(end + 1, words.size());
    if (end >= 0 && command.isEmpty()) {
      return new Reading.Unreadable("no command follows '--'");
    }
    List<PlainPath> trust = new ArrayList<>();
    List<PlainPath> signatures = new ArrayList<>();
    Optional<PlainPath> model = Optional.empty();
    for (int i = 0; i < own.size(); i++) {
      String word = own.get(i);
      Optional<String> option = option(word);
      if (option.isEmpty() && (word.startsWith("-") || model.isPresent())) {
        return new Reading.Unreadable("the argument '" + word + "' is not one of a gate");
      }
      boolean apart = option.isPresent() && option.get().length() == word.length();
      if (apart && ++i == own.size()) {
        return new Reading.Unreadable(word + " has no value");
      }
      String value =
          apart ? own.get(i) : option.map(o -> word.substring(o.length() + 1)).orElse(word);
      Optional<PlainPath> path =
          value.contains("$(") ? Optional.empty() : PlainPath.absolute(value);
      if (path.isEmpty()) {
        return new Reading.Unreadable("the argument '" + value + "' is not a plain absolute path");
      }
      if (option.isEmpty()) {
        model = path;
      } else if (option.get().equals(OPTIONS.getFirst())) {
        trust.add(path.get());
      } else {
        signatures.add(path.get());
      }
    }
    return model.isEmpty()
        ? new Reading.Unreadable("no folder is named")
        : new Reading.Read(new GateWords(model.get(), trust, signatures, command));
  }

  private static Optional<String> option(String word) {
    return OPTIONS.stream()
        .filter(option -> word.equals(option) || word.startsWith(option + "="))
        .findFirst();
  }

  /** Whether the command begins with these words. */
  boolean runs(List<String> beginning) {
    return command.size() >= beginning.size()
        && command.subList(0, beginning.size()).equals(beginning);
  }

  /** Everything that a container runs. */
  static List<String> all(@Nullable List<String> command, @Nullable List<String> arguments) {
    return Stream.of(Optional.ofNullable(command), Optional.ofNullable(arguments))
        .flatMap(Optional::stream)
        .flatMap(List::stream)
        .toList();
  }
}
