// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the word of one server's command line that names its model without an option. Which options
 * take a value is not known of all, so that a word behind an unknown one may be its value or the
 * model.
 */
final class PositionalModel {
  /** Servers whose options of names take one value, where others take several. */
  private static final Set<String> SINGLE =
      Set.of("trtllm-serve", "tensorrt_llm", "sglang", "lmdeploy", "text-generation-server");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][-._A-Za-z0-9]*/[-._A-Za-z0-9]+");

  /** How switches are called in all servers. */
  private static final Pattern SWITCH = Pattern.compile("--(?:enable|disable|no|skip)-.*");

  /** What some servers take behind a switch. */
  private static final Set<String> SWITCHED =
      Set.of("true", "false", "on", "off", "yes", "no", "0", "1", "auto");

  /** Behind it all words are the command's own. */
  private static final String END_OF_OPTIONS = "--";

  /** What a plain word is, by the word before it. */
  private enum Place {
    /** No value of an option. */
    OWN,
    /** A value of the switch before it, if it looks like one; the command's own otherwise. */
    BEHIND_SWITCH,
    /** The value of an unknown option, or the command's own. */
    BEHIND_OPTION,
    /** Behind such a word. */
    FURTHER
  }

  private final Catalog catalog;
  private final References found;
  private final Arguments arguments;
  private final String where;
  private final boolean lists;
  private final boolean anyName;
  private Place place = Place.OWN;
  private int taken;
  private boolean ended;
  private boolean named;
  private boolean byOption;
  private String candidate = "";

  /**
   * @param command empty for that of an image
   * @param where for people
   * @param anyName whether the command takes a model so, and any word may be its name
   */
  PositionalModel(
      Catalog catalog,
      References found,
      Arguments arguments,
      String command,
      String where,
      boolean anyName) {
    this.catalog = catalog;
    this.found = found;
    this.arguments = arguments;
    this.where = where;
    this.lists = SINGLE.stream().noneMatch(command::startsWith);
    this.anyName = anyName;
  }

  /**
   * Reads what follows the command, up to the next one.
   *
   * @param surelyOnly whether words that may be values of options are left out
   */
  void read(List<String> words, boolean surelyOnly) {
    for (String word : words) {
      if (word.equals(ScriptWords.SEPARATOR)) {
        return;
      }
      if (word.equals(END_OF_OPTIONS)) {
        ended = true;
        taken = 0;
        place = Place.OWN;
      } else if (!ended && Arguments.isOption(word)) {
        option(word);
      } else if (taken > 0) {
        if (taken > words.size()) {
          found.path(word); // of a list, which a server may end where it likes
        }
        taken--;
      } else if (!word.isEmpty()) {
        plain(word, surelyOnly);
      }
    }
  }

  /** Whether a word or an option names the model. */
  boolean isNamed() {
    return named || byOption;
  }

  /** The first word that may be the model and may be the value of an option; may be empty. */
  String candidate() {
    return candidate;
  }

  private void option(String word) {
    String name = arguments.name(word.substring(0, (word + "=").indexOf('=')));
    boolean whole = word.indexOf('=') >= 0;
    taken = whole ? 0 : valuesOf(name);
    byOption |= namesModel(name);
    if (whole || taken > 0) {
      place = Place.OWN;
    } else {
      place = isSwitch(name) ? Place.BEHIND_SWITCH : Place.BEHIND_OPTION;
    }
  }

  private void plain(String word, boolean surelyOnly) {
    Place at = place;
    if (at == Place.BEHIND_SWITCH && SWITCHED.contains(word.toLowerCase(Locale.ROOT))) {
      place = Place.OWN;
      return;
    }
    boolean own = at == Place.OWN || at == Place.BEHIND_SWITCH;
    place = own ? Place.OWN : Place.FURTHER;
    boolean model =
        switch (at) {
          case OWN, BEHIND_SWITCH -> mayBeOwn(word, surelyOnly);
          case BEHIND_OPTION -> !surelyOnly && NAME.matcher(word).matches();
          case FURTHER -> !surelyOnly && mayBeModel(word);
        };
    if (model) {
      named = true;
      found.model(where, word);
    } else if (!own && candidate.isEmpty()) {
      candidate = word;
    }
  }

  /** Where another word or option names a model, one that is not known is told as any option. */
  private boolean mayBeOwn(String word, boolean surelyOnly) {
    if (surelyOnly && CommandWords.isUnresolved(word)) {
      return false;
    }
    return (anyName && !named) || mayBeModel(word);
  }

  private boolean namesModel(String option) {
    return catalog.has(Section.MODEL_OPTIONS, option)
        || catalog.has(Section.PATH_OPTIONS, option)
        || catalog.has(Section.DOWNLOAD_OPTIONS, option);
  }

  private boolean isSwitch(String option) {
    return SWITCH.matcher(option).matches()
        || catalog.has(Section.OTHER_SWITCHES, option)
        || catalog.has(Section.SWITCHES, option)
        || catalog.has(Section.HUB_SWITCHES, option);
  }

  /** How many words after an option are known not to be the command's own. */
  private int valuesOf(String name) {
    if (catalog.has(Section.ADAPTER_OPTIONS, name)
        || catalog.has(Section.PATH_LIST_OPTIONS, name)) {
      return Integer.MAX_VALUE;
    }
    if (catalog.has(Section.OTHER_LIST_OPTIONS, name)) {
      return lists ? Integer.MAX_VALUE : 1;
    }
    return catalog.has(Section.OTHER_OPTIONS, name)
            || namesModel(name)
            || catalog.has(Section.PART_OPTIONS, name)
            || catalog.has(Section.DIRECTORY_OPTIONS, name)
            || catalog.has(Section.JSON_OPTIONS, name)
            || catalog.has(Section.JSON_ADAPTER_OPTIONS, name)
            || catalog.has(Section.FILE_OPTIONS, name)
        ? 1
        : 0;
  }

  private boolean mayBeModel(String word) {
    return word.indexOf('/') >= 0
        || (word.indexOf('$') >= 0 && !Commands.isArgumentVariable(catalog, word));
  }
}
