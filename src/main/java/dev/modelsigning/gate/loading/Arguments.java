// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the options in command lines of one container. */
final class Arguments {
  /**
   * Argument parsers accept beginnings of options. Shorter ones are ambiguous, or other options; of
   * options that say more themselves, shorter ones are known.
   */
  private static final int SHORTEST_BEGINNING = "--hf-c".length();

  private static final int SHORTEST_TELLING_BEGINNING = "--tr".length();

  /** Whose options may be shortened to very little. */
  private static final List<Section> TELLING =
      List.of(
          Section.ADAPTER_OPTIONS,
          Section.JSON_OPTIONS,
          Section.JSON_ADAPTER_OPTIONS,
          Section.HUB_SWITCHES,
          Section.SWITCHES);

  /** Whose options may be shortened. */
  private static final List<Section> BEGUN =
      List.of(
          Section.ADAPTER_OPTIONS,
          Section.JSON_OPTIONS,
          Section.JSON_ADAPTER_OPTIONS,
          Section.HUB_SWITCHES,
          Section.SWITCHES,
          Section.MODEL_OPTIONS,
          Section.PART_OPTIONS);

  private static final List<Section> OPTIONS =
      List.of(
          Section.MODEL_OPTIONS,
          Section.PART_OPTIONS,
          Section.PATH_OPTIONS,
          Section.PATH_LIST_OPTIONS,
          Section.DIRECTORY_OPTIONS,
          Section.ADAPTER_OPTIONS,
          Section.JSON_OPTIONS,
          Section.JSON_ADAPTER_OPTIONS,
          Section.DOWNLOAD_OPTIONS,
          Section.SWITCHES,
          Section.HUB_SWITCHES,
          Section.OTHER_OPTIONS,
          Section.OTHER_LIST_OPTIONS,
          Section.WHOLE_OPTIONS);

  /** Options that may have no value. */
  private static final Set<Section> SWITCHES =
      Set.of(Section.SWITCHES, Section.HUB_SWITCHES, Section.WHOLE_OPTIONS);

  private final Catalog catalog;
  private final References found;
  private final boolean server;
  private final boolean alwaysOnline;

  /**
   * @param server whether the container is known to run a server, so that options with common names
   *     have the meaning that they have there
   * @param alwaysOnline whether that server takes what is no path for the name of a download
   */
  Arguments(Catalog catalog, References found, boolean server, boolean alwaysOnline) {
    this.catalog = catalog;
    this.found = found;
    this.server = server;
    this.alwaysOnline = alwaysOnline;
  }

  /**
   * Reads the options of one line.
   *
   * @param ofServers the words that are in a server's command line
   * @param inScript whether a shell reads the line
   */
  void read(List<String> words, BitSet ofServers, boolean inScript) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (ofServers.get(i) && mayBeAnyOption(words, i, inScript)) {
        found.download(
            "argument %s may be any option; write the option itself in the pod, as in --option=%s"
                .formatted(References.shown(word), "$(VALUE)"));
      }
      if (isOption(word)) {
        option(words, i);
      }
    }
  }

  private boolean mayBeAnyOption(List<String> words, int at, boolean inScript) {
    String word = words.get(at);
    if (word.indexOf('$') < 0 && word.indexOf('`') < 0) {
      return false;
    }
    if (isOption(word)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      return name.indexOf('$') >= 0 || name.indexOf('`') >= 0;
    }
    return found.mayHoldOptions(word, inScript)
        ? !isValue(words, at)
        : inScript && isOutput(word) && (at == 0 || !isOption(words.get(at - 1)));
  }

  /** What another command prints; what a shell computes is a number. */
  private static boolean isOutput(String word) {
    return word.startsWith("`") || (word.startsWith("$(") && !word.startsWith("$(("));
  }

  /** Whether a word is the value of an option before it, of which it is known that it takes one. */
  private boolean isValue(List<String> words, int at) {
    if (at == 0 || !isOption(words.get(at - 1)) || words.get(at - 1).indexOf('=') >= 0) {
      return false;
    }
    String option = name(words.get(at - 1));
    for (Section section : OPTIONS) {
      if (!SWITCHES.contains(section) && catalog.has(section, option)) {
        return true;
      }
    }
    return false;
  }

  static boolean isOption(String word) {
    return word.length() > 1 && word.startsWith("-");
  }

  private void option(List<String> words, int at) {
    String word = words.get(at);
    int equals = word.indexOf('=');
    String written = equals < 0 ? word : word.substring(0, equals);
    Optional<String> value = equals < 0 ? next(words, at) : Optional.of(word.substring(equals + 1));
    List<String> values = equals < 0 ? values(words, at) : List.of(word.substring(equals + 1));
    boolean module = value.filter(v -> ServerNames.isModule(words, at, v)).isPresent();
    option("argument " + References.shown(written), written, value, values, module);
  }

  /** Reads the value of a variable in which a server takes one of its options. */
  void variable(String where, String option, String value) {
    if (value.isEmpty() || Environment.mayBeTrue(value)) {
      option(where, option, Optional.of(value), List.of(value.split(" ", -1)), false);
    }
  }

  /**
   * @param values all words that may belong to it
   * @param module whether the value is that of an interpreter
   */
  private void option(
      String where, String written, Optional<String> value, List<String> values, boolean module) {
    String option = name(written);
    if (catalog.has(Section.MODEL_OPTIONS, option)) {
      value.ifPresent(v -> found.model(where, v));
    } else if (catalog.has(Section.PART_OPTIONS, option)) {
      value.ifPresent(v -> found.part(where, v));
    } else if (catalog.has(Section.PATH_OPTIONS, option)) {
      value.ifPresent(v -> file(where, v, module));
    } else if (catalog.has(Section.PATH_LIST_OPTIONS, option)) {
      value.ifPresent(v -> file(where, v, module));
      values.stream().skip(1).filter(References::isPath).forEach(v -> file(where, v, module));
    } else if (catalog.has(Section.DIRECTORY_OPTIONS, option)) {
      value.ifPresent(v -> found.directory(where, v));
    } else if (catalog.has(Section.JSON_OPTIONS, option)) {
      value.ifPresent(v -> json(where, written, v, false));
    } else if (catalog.has(Section.JSON_ADAPTER_OPTIONS, option)) {
      value.ifPresent(v -> json(where, written, v, true));
    } else if (catalog.has(Section.DOWNLOAD_OPTIONS, option)) {
      value.ifPresent(v -> found.downloadedModel(where, v));
    } else if (catalog.has(Section.ADAPTER_OPTIONS, option)) {
      values.forEach(v -> adapters(where, v));
    } else if (server && catalog.has(Section.FILE_OPTIONS, option)) {
      found.download(where + " takes further arguments from a file");
    } else {
      switched(where, option, value);
    }
  }

  /** Other programs have options of the same name, and {@code python -m} names a module. */
  private void file(String where, String value, boolean module) {
    if (!server) {
      found.path(value);
    } else if (alwaysOnline) {
      found.model(where, value);
    } else if (!module) {
      found.file(where, value);
    }
  }

  private void switched(String where, String option, Optional<String> value) {
    if (catalog.has(Section.SWITCHES, option)
        || value.map(found::resolved).filter(v -> isSwitchedOn(option, v)).isPresent()) {
      found.download(where + " lets it load at run time");
    } else if (catalog.has(Section.HUB_SWITCHES, option) && !found.offline()) {
      found.download(where + " loads code that a model names");
    }
  }

  /** Some servers read values in any case. A value that is not known may be any. */
  private boolean isSwitchedOn(String option, String value) {
    return value.indexOf('$') < 0
        ? catalog.has(Section.SWITCHES, option + " " + value.toLowerCase(Locale.ROOT))
        : catalog.entries(Section.SWITCHES).stream().anyMatch(s -> s.startsWith(option + " "));
  }

  /** References, or name=reference, separated by commas; or JSON. */
  void adapters(String where, String value) {
    if (value.startsWith("{") || value.startsWith("[")) {
      json(where, where, value, false);
      return;
    }
    for (String adapter : value.split(",", -1)) {
      // Other programs have adapters too, which are not called as repositories are.
      if (!server && adapter.indexOf('/') < 0 && adapter.indexOf('$') < 0) {
        continue;
      }
      found.part(where, adapter.substring(adapter.indexOf('=') + 1).strip());
    }
  }

  /** The value of a variable that is JSON. */
  void json(String where, String value) {
    json(where, where, value, false);
  }

  /** The member of an option can also be written with a dot: {@code --speculative-config.model}. */
  private void json(String where, String option, String value, boolean all) {
    int dot = option.lastIndexOf('.');
    boolean ofMember =
        dot >= 0 && (all || JsonReferences.isMember(option.substring(dot + 1).replace('-', '_')));
    if (ofMember || value.indexOf('$') >= 0 || value.indexOf('`') >= 0) {
      found.part(where, value);
    } else {
      JsonReferences.in(value, all).forEach(reference -> found.part(where, reference));
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
  private static List<String> values(List<String> words, int at) {
    int end = at + 1;
    while (end < words.size()
        && !isOption(words.get(end))
        && !words.get(end).equals(ScriptWords.SEPARATOR)) {
      end++;
    }
    return words.subList(at + 1, end);
  }

  /** An option as the catalog writes it. */
  String name(String written) {
    String plain = written.replace('_', '-');
    int dot = plain.indexOf('.');
    String option = dot < 0 ? plain : plain.substring(0, dot);
    if (option.length() < SHORTEST_TELLING_BEGINNING || isKnown(option)) {
      return option;
    }
    for (Section section : option.length() < SHORTEST_BEGINNING ? TELLING : BEGUN) {
      for (String known : catalog.entries(section)) {
        if (known.startsWith(option)) {
          return known.split(" ", 2)[0];
        }
      }
    }
    return option;
  }

  private boolean isKnown(String option) {
    for (Section section : OPTIONS) {
      if (catalog.has(section, option)) {
        return true;
      }
    }
    return false;
  }
}
