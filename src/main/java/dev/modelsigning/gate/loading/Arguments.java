// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the options in command lines of one container. */
final class Arguments {
  /** Python's argument parser accepts beginnings of options; shorter ones are other options. */
  private static final int SHORTEST_BEGINNING = "--model-".length();

  private static final Pattern MODEL_MEMBER =
      Pattern.compile("\"(?:model|path|model_path|local_path)\"\\s*:\\s*\"([^\"]*)\"");

  private static final Pattern MODULE = Pattern.compile("\\w+(\\.\\w+)*");

  private final Catalog catalog;
  private final References found;
  private final boolean server;

  /**
   * @param server whether the container is known to run a server, so that options with common names
   *     have the meaning that they have there
   */
  Arguments(Catalog catalog, References found, boolean server) {
    this.catalog = catalog;
    this.found = found;
    this.server = server;
  }

  /** Reads the options of one line. */
  void read(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (isOption(words.get(i))) {
        option(words, i);
      }
    }
  }

  static boolean isOption(String word) {
    return word.length() > 1 && word.startsWith("-");
  }

  private void option(List<String> words, int at) {
    String word = words.get(at);
    int equals = word.indexOf('=');
    String written = equals < 0 ? word : word.substring(0, equals);
    String option = name(written);
    Optional<String> value = equals < 0 ? next(words, at) : Optional.of(word.substring(equals + 1));
    String where = "argument " + References.shown(written);
    if (catalog.has(Section.MODEL_OPTIONS, option)) {
      value.ifPresent(v -> found.model(where, v));
    } else if (catalog.has(Section.PATH_OPTIONS, option)) {
      value.ifPresent(v -> file(words, at, where, v));
    } else if (catalog.has(Section.DIRECTORY_OPTIONS, option)) {
      value.ifPresent(found::path);
    } else if (catalog.has(Section.JSON_OPTIONS, option)) {
      value.ifPresent(v -> json(where, written, v));
    } else if (catalog.has(Section.DOWNLOAD_OPTIONS, option)) {
      value.ifPresent(v -> found.download(where + " names " + References.shown(v)));
    } else if (catalog.has(Section.ADAPTER_OPTIONS, option)) {
      value.stream()
          .flatMap(first -> equals < 0 ? values(words, at) : Stream.of(first))
          .forEach(v -> adapters(where, v));
    } else if (server && catalog.has(Section.FILE_OPTIONS, option) && !found.offline()) {
      found.download(where + " takes further arguments from a file");
    } else {
      switched(where, option, value);
    }
  }

  /** Other programs have options of the same name, and {@code python -m} names a module. */
  private void file(List<String> words, int at, String where, String value) {
    if (!server) {
      found.path(value);
    } else if (!isModule(words, at, value)) {
      found.file(where, value);
    }
  }

  private static boolean isModule(List<String> words, int at, String value) {
    if (!MODULE.matcher(value).matches() || value.endsWith(".gguf")) {
      return false;
    }
    for (int i = at - 1; i >= 0; i--) {
      if (!isOption(words.get(i))) {
        return ServerNames.isInterpreter(words.get(i));
      }
    }
    return false;
  }

  private void switched(String where, String option, Optional<String> value) {
    if (catalog.has(Section.SWITCHES, option)
        || value.filter(v -> catalog.has(Section.SWITCHES, option + " " + v)).isPresent()) {
      found.download(where + " lets it load at run time");
    } else if (catalog.has(Section.HUB_SWITCHES, option) && !found.offline()) {
      found.download(where + " loads code that a model names");
    }
  }

  /** References, or name=reference, separated by commas; or JSON. */
  void adapters(String where, String value) {
    if (value.startsWith("{") || value.startsWith("[")) {
      json(where, where, value);
      return;
    }
    for (String adapter : value.split(",", -1)) {
      found.model(where, adapter.substring(adapter.indexOf('=') + 1).strip());
    }
  }

  /** The member of an option can also be written with a dot: {@code --speculative-config.model}. */
  private void json(String where, String option, String value) {
    if (option.endsWith(".model")) {
      found.model(where, value);
    } else if (value.indexOf('$') >= 0 || value.indexOf('`') >= 0) {
      found.model(where, value);
    } else {
      Matcher member = MODEL_MEMBER.matcher(value);
      while (member.find()) {
        found.model(where, member.group(1));
      }
    }
  }

  private static Optional<String> next(List<String> words, int at) {
    return at + 1 < words.size()
            && !isOption(words.get(at + 1))
            && !words.get(at + 1).equals(ScriptWords.SEPARATOR)
        ? Optional.of(words.get(at + 1))
        : Optional.empty();
  }

  /** The words up to the next option. */
  private static Stream<String> values(List<String> words, int at) {
    return words.subList(at + 1, words.size()).stream()
        .takeWhile(word -> !isOption(word) && !word.equals(ScriptWords.SEPARATOR));
  }

  /** An option as the catalog writes it. */
  String name(String written) {
    String plain = written.replace('_', '-');
    int dot = plain.startsWith("--") ? plain.indexOf('.') : -1;
    String option = dot < 0 ? plain : plain.substring(0, dot);
    if (option.length() < SHORTEST_BEGINNING || isKnown(option)) {
      return option;
    }
    return Stream.of(
            Section.MODEL_OPTIONS,
            Section.ADAPTER_OPTIONS,
            Section.JSON_OPTIONS,
            Section.HUB_SWITCHES)
        .flatMap(section -> catalog.entries(section).stream())
        .filter(known -> known.startsWith(option))
        .findFirst()
        .orElse(option);
  }

  private boolean isKnown(String option) {
    return Stream.of(
            Section.MODEL_OPTIONS,
            Section.PATH_OPTIONS,
            Section.DIRECTORY_OPTIONS,
            Section.ADAPTER_OPTIONS,
            Section.JSON_OPTIONS,
            Section.DOWNLOAD_OPTIONS,
            Section.SWITCHES,
            Section.HUB_SWITCHES,
            Section.OTHER_OPTIONS,
            Section.OTHER_LIST_OPTIONS)
        .anyMatch(section -> catalog.has(section, option));
  }
}
