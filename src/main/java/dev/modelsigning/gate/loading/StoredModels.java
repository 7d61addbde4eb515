// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;
import java.util.Locale;

/**
 * Finds the URLs of stored models in arguments and variables, whatever the option or the variable
 * is called: nobody knows the options of all servers. A URL tells a model by the name of its file.
 * In a container of a known server, or where the name of an option or a variable speaks of a model,
 * a place of storage or a page of a hub is enough. The time is linear in the length of the text.
 */
final class StoredModels {
  private static final String AFTER_SCHEME = "://";
  private static final int SCHEME_CHARACTERS = 32;

  /** What ends a URL in a text: blanks, quotes, and what JSON or a shell has around one. */
  private static final String ENDS = "\"'`<>,;|&(){}[]";

  /** Longer names of options and variables are texts. */
  private static final int NAME_CHARACTERS = 128;

  private final Catalog catalog;
  private final References found;
  private final boolean server;

  /**
   * @param server whether the container is known to run a server
   */
  StoredModels(Catalog catalog, References found, boolean server) {
    this.catalog = catalog;
    this.found = found;
    this.server = server;
  }

  /** Reads the words of one line. */
  void read(List<String> words) {
    Option option = Option.NONE;
    for (String word : words) {
      if (word.equals(ScriptWords.SEPARATOR)) {
        option = Option.NONE;
      } else if (Arguments.isOption(word)) {
        option = option(word);
      } else {
        value(option, word);
        option = option.kind() == Kind.OTHER ? Option.NONE : option;
      }
    }
  }

  private enum Kind {
    /** Its values may be models. */
    UNKNOWN,
    /** Its one value is no model. */
    OTHER,
    /** None of its values is a model. */
    OTHERS
  }

  /**
   * @param name empty for none, and for one that is too long to be a name
   */
  private record Option(String name, Kind kind) {
    static final Option NONE = new Option("", Kind.UNKNOWN);
  }

  /** What the words after this one are for; its own value is read. */
  private Option option(String word) {
    int equals = word.indexOf('=');
    int scheme = word.indexOf(AFTER_SCHEME);
    if (scheme >= 0 && (equals < 0 || scheme < equals)) {
      value(Option.NONE, word); // in one word with a short option
      return Option.NONE;
    }
    if (equals >= 0) {
      value(named(word.substring(0, equals)), word.substring(equals + 1));
      return Option.NONE;
    }
    return named(word);
  }

  private Option named(String written) {
    if (written.length() > NAME_CHARACTERS) {
      return Option.NONE;
    }
    String name = written.replace('_', '-');
    if (catalog.has(Section.OTHER_OPTIONS, name)) {
      return new Option(written, Kind.OTHER);
    }
    return new Option(
        written, catalog.has(Section.OTHER_LIST_OPTIONS, name) ? Kind.OTHERS : Kind.UNKNOWN);
  }

  private void value(Option option, String value) {
    if (option.kind() == Kind.UNKNOWN) {
      if (option.name().isEmpty()) {
        look("the command line", value.substring(0, Math.max(0, value.indexOf('='))), value);
      } else {
        look("argument " + References.shown(option.name()), option.name(), value);
      }
    }
  }

  /** Reads the value of a variable. */
  void variable(String name, String value) {
    look("variable " + name, name, value);
  }

  private void look(String where, String name, String value) {
    String path = value.substring(value.indexOf('=') + 1);
    // The words of a script are read one by one, and what is written is not loaded.
    if (path.startsWith("/")
        && ends(path, Section.MODEL_FILES)
        && !ScriptWords.mayBeScript(value)
        && !says(name, Section.OUTPUT_WORDS)) {
      found.modelFile(path);
    }
    boolean ofModel = server && says(name, Section.MODEL_WORDS);
    if (ofModel && !ScriptWords.mayBeScript(value) && !says(name, Section.OUTPUT_WORDS)) {
      found.mayBePath(value);
      found.mayBePath(path);
    }
    int at = value.indexOf(AFTER_SCHEME);
    boolean told = at >= 0 && (server || says(name, Section.MODEL_WORDS));
    while (at >= 0) {
      int begin = schemeBegin(value, at);
      int end = end(value, at + AFTER_SCHEME.length());
      String scheme = value.substring(begin, at).toLowerCase(Locale.ROOT);
      String rest = value.substring(at + AFTER_SCHEME.length(), end);
      if (isFile(scheme, rest, Section.MODEL_FILES)
          || (told && (isStorage(scheme) || isOnHub(rest)))
          || (ofModel && isFile(scheme, rest, Section.ARCHIVE_FILES))) {
        found.stored(where, value.substring(begin, end));
      }
      at = value.indexOf(AFTER_SCHEME, end);
    }
  }

  private boolean isStorage(String scheme) {
    return catalog.has(Section.STORAGE_SCHEMES, scheme);
  }

  /** A file on this machine is a path. */
  private boolean isFile(String scheme, String rest, Section endings) {
    String path = path(rest);
    return !scheme.equals("file") && path.indexOf('/') > 0 && ends(path, endings);
  }

  private boolean ends(String path, Section endings) {
    for (String ending : catalog.entries(endings)) {
      if (path.regionMatches(true, path.length() - ending.length(), ending, 0, ending.length())) {
        return true;
      }
    }
    return false;
  }

  /** A hub by itself is configuration; owner and name are a model. */
  private boolean isOnHub(String rest) {
    String path = path(rest);
    int slash = path.indexOf('/');
    int second = path.indexOf('/', slash + 1);
    return slash > 0
        && second > slash + 1
        && second + 1 < path.length()
        && catalog.has(Section.HUB_HOSTS, path.substring(0, slash).toLowerCase(Locale.ROOT));
  }

  private static String path(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if (rest.charAt(i) == '?' || rest.charAt(i) == '#') {
        return rest.substring(0, i);
      }
    }
    return rest;
  }

  /** A URL without what stands before the host and after the path: messages are read by many. */
  static String withoutSecrets(String url) {
    int begin = url.indexOf(AFTER_SCHEME);
    if (begin < 0) {
      return url;
    }
    begin += AFTER_SCHEME.length();
    int end = begin;
    while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
      end++;
    }
    int path = url.indexOf('/', begin);
    int at = url.lastIndexOf('@', path < 0 || path > end ? end : path);
    return url.substring(0, begin) + url.substring(Math.max(begin, at + 1), end);
  }

  private static int schemeBegin(String text, int end) {
    int begin = end;
    while (begin > 0 && end - begin < SCHEME_CHARACTERS && isOfScheme(text.charAt(begin - 1))) {
      begin--;
    }
    return begin;
  }

  private static boolean isOfScheme(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '-'
        || c == '.';
  }

  private static int end(String text, int begin) {
    int end = begin;
    while (end < text.length()
        && !Character.isWhitespace(text.charAt(end))
        && ENDS.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** Whether a name has one of these words: {@code --checkpoint}, {@code BASE_MODEL}. */
  private boolean says(String name, Section words) {
    if (name.length() > NAME_CHARACTERS) {
      return false;
    }
    for (String word : name.toLowerCase(Locale.ROOT).split("[-_.]+", -1)) {
      if (catalog.has(words, word)) {
        return true;
      }
    }
    return false;
  }
}
