// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** Reads the variables of one container that servers know, whoever sets them. */
final class Variables {
  private final Catalog catalog;
  private final References found;
  private final Arguments arguments;
  private final boolean server;

  /**
   * @param server whether the container is known to run a server
   */
  Variables(Catalog catalog, References found, Arguments arguments, boolean server) {
    this.catalog = catalog;
    this.found = found;
    this.arguments = arguments;
    this.server = server;
  }

  /** Reads what commands of a line assign, for themselves or for those that follow. */
  void readAssigned(List<String> words) {
    for (String word : words) {
      int equals = word.indexOf('=');
      if (CommandWords.assigns(word)) {
        readAssigned(word.substring(0, equals), word.substring(equals + 1));
      }
    }
  }

  /** A value of several words may be a script that begins so, which has a line of its own. */
  private void readAssigned(String variable, String value) {
    if (!ScriptWords.mayBeScript(value)) {
      read(variable, value);
    } else if (catalog.has(Section.ARGUMENT_VARIABLES, variable)) {
      pieces(named(variable), value);
    }
  }

  /** Reads a variable with its value, which has a dollar sign where it is not known. */
  void read(String variable, String value) {
    if (catalog.has(Section.ARGUMENT_VARIABLES, variable)) {
      pieces(named(variable), value);
    }
    if (catalog.has(Section.MODEL_VARIABLES, variable)) {
      found.model(named(variable), value);
    }
    if (catalog.has(Section.ADAPTER_VARIABLES, variable)) {
      arguments.adapters(named(variable), value);
    }
    if (catalog.has(Section.JSON_VARIABLES, variable)) {
      arguments.json(named(variable), value);
    }
    if (catalog.has(Section.DOWNLOAD_VARIABLES, variable) && !value.isEmpty()) {
      found.downloadedModel(named(variable), value);
    }
    if (server && catalog.has(Section.FILE_VARIABLES, variable) && !value.isEmpty()) {
      found.download(named(variable) + " takes further arguments from a file");
    }
    readSwitch(variable, value);
    readOption(variable, value);
  }

  /** Of a server that takes its options from variables too, whatever its image is called. */
  private void readOption(String variable, String value) {
    for (String entry : catalog.entries(Section.OPTION_VARIABLES)) {
      String prefix = entry.substring(entry.indexOf(' ') + 1);
      if (variable.length() > prefix.length() && variable.startsWith(prefix)) {
        String option = variable.substring(prefix.length()).toLowerCase(Locale.ROOT);
        arguments.variable(named(variable), "--" + option, value);
        return;
      }
    }
  }

  private void readSwitch(String variable, String value) {
    if (catalog.has(Section.SWITCH_VARIABLES, variable) && Environment.mayBeTrue(value)) {
      found.download(named(variable) + " lets it load at run time");
    } else if (catalog.has(Section.HUB_SWITCH_VARIABLES, variable)
        && !found.offline()
        && Environment.mayBeTrue(value)) {
      found.download(named(variable) + " loads code that a model names");
    }
  }

  private void pieces(String where, String value) {
    if (value.indexOf('$') >= 0) {
      found.download(where + " has arguments from elsewhere");
    } else {
      List<String> words = ScriptWords.of(value);
      BitSet all = new BitSet(words.size());
      all.set(0, words.size());
      arguments.read(words, all, true);
    }
  }

  static String named(String variable) {
    return "variable " + variable;
  }
}
