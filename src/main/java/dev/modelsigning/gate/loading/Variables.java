// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.BitSet;
import java.util.List;

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
      if (Commands.assigns(word)) {
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
    String where = named(variable);
    if (catalog.has(Section.ARGUMENT_VARIABLES, variable)) {
      pieces(where, value);
    }
    if (catalog.has(Section.MODEL_VARIABLES, variable)) {
      found.model(where, value);
    }
    if (catalog.has(Section.ADAPTER_VARIABLES, variable)) {
      arguments.adapters(where, value);
    }
    if (catalog.has(Section.DOWNLOAD_VARIABLES, variable) && !value.isEmpty()) {
      found.downloadedModel(where, value);
    }
    if (server && catalog.has(Section.FILE_VARIABLES, variable) && !value.isEmpty()) {
      found.download(where + " takes further arguments from a file");
    }
    if (Environment.mayBeTrue(value)) {
      switchedOn(variable, where);
    }
  }

  private void switchedOn(String variable, String where) {
    if (catalog.has(Section.SWITCH_VARIABLES, variable)) {
      found.download(where + " lets it load at run time");
    } else if (catalog.has(Section.HUB_SWITCH_VARIABLES, variable) && !found.offline()) {
      found.download(where + " loads code that a model names");
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
