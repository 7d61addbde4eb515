// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import dev.modelsigning.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Collects what a container loads, and tells paths from what is downloaded. */
final class References {
  /** What is listed at most; one is enough to refuse. */
  private static final int DOWNLOADS = 8;

  private static final int SHOWN_CHARACTERS = 120;
  private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][-+.a-zA-Z0-9]*:(?=//)");
  private static final String FILE = "file:";
  private static final String AFTER_SCHEME = "://";

  private final Environment environment;
  private final boolean offline;
  private final String online;
  private final String workingDirectory;
  private final List<String> downloads = new ArrayList<>();
  private final Set<String> models = new LinkedHashSet<>();
  private final Set<String> others = new LinkedHashSet<>();
  private final Set<String> files = new LinkedHashSet<>();
  private final Set<String> relative = new LinkedHashSet<>();
  private final Set<String> urls = new HashSet<>();
  private List<String> caches = List.of();
  private boolean named;
  private boolean byName;
  private String unknownDirectory = "";

  /**
   * @param offline whether the container is kept from the Hugging Face hub
   * @param online why it is not although a variable says so, for people; mostly empty
   * @param workingDirectory absolute, or empty when the image or a command decides
   */
  References(Environment environment, boolean offline, String online, String workingDirectory) {
    this.environment = environment;
    this.offline = offline;
    this.online = online;
    this.workingDirectory = workingDirectory;
  }

  /** A path, a repository id or a URL. */
  void model(String where, String written) {
    named = true;
    part(where, written);
  }

  /**
   * A path, a repository id or a URL of something that is loaded beside a model; or several, which
   * some servers take with signs between them.
   */
  void part(String where, String written) {
    String value = environment.expandInShell(written);
    if (isUnknown(value)) {
      unresolved(where, value);
    } else {
      each(value, one -> onePart(where, one));
    }
  }

  /** The whole too, since names of files may have these signs. */
  private void each(String value, Consumer<String> reader) {
    reader.accept(value);
    if (value.indexOf(',') >= 0 || value.indexOf(';') >= 0) {
      String[] all = value.split("[,;]", LoadedModels.COMPARED + 1);
      if (all.length > LoadedModels.COMPARED) {
        download("one value names more than is read");
      }
      for (String one : all) {
        reader.accept(one.strip());
      }
    }
  }

  private void onePart(String where, String value) {
    var scheme = SCHEME.matcher(value);
    if (scheme.find()) {
      String path = value.substring(scheme.end() + 2);
      // Which host is meant, and what a percent sign stands for, servers do not agree on.
      boolean plain = path.startsWith("/") && path.indexOf('%') < 0;
      if (plain && scheme.group().toLowerCase(Locale.ROOT).equals(FILE)) {
        local(path, models);
      } else {
        stored(where, value);
      }
    } else if (ScriptWords.isPattern(value)) {
      unresolved(where, value);
    } else if (isPath(value)) {
      local(value, models);
    } else if (!value.isEmpty()) {
      byName = true;
      if (offline) {
        local(value, others);
      } else {
        download(where + " names " + shown(value) + online);
      }
    }
  }

  /** What a shell or the kubelet makes of a value is not known. */
  private void unresolved(String where, String value) {
    download(where + " names a model by " + shown(value) + ", which the pod does not resolve");
  }

  /** A path of a part of a model; one that is no path by its form is left alone. */
  void path(String value) {
    if (isPath(value) && !isUnknown(value)) {
      local(value, others);
    }
  }

  /** An absolute path that ends like the file of a model. */
  void modelFile(String path) {
    if (!isUnknown(path) && !models.contains(path) && !others.contains(path)) {
      keep(path, files);
    }
  }

  /** A file or directory with a model, by whatever path. */
  void file(String where, String written) {
    String value = environment.expandInShell(written);
    named = true;
    if (isUnknown(value)) {
      unresolved(where, value);
    } else {
      each(value, one -> oneFile(where, one));
    }
  }

  private void oneFile(String where, String value) {
    if (value.contains(AFTER_SCHEME)) {
      stored(where, value);
    } else if (ScriptWords.isPattern(value)) {
      unresolved(where, value);
    } else if (!value.isEmpty()) {
      local(value, isPath(value) ? models : others);
    }
  }

  /** What may be the path of a model, as its option or variable has such a name. */
  void mayBePath(String value) {
    if (!isUnknown(value) && (value.startsWith("/") || leadsUp(value))) {
      local(value, others);
    }
  }

  /** A word with the variables that the pod itself sets. */
  String resolved(String word) {
    return environment.expandInShell(word);
  }

  /** The directory of an option in which names are looked up, also those that follow. */
  void directory(String where, String value) {
    if (isUnknown(value)) {
      unknownDirectory = where;
    } else {
      path(value);
    }
  }

  /**
   * Whether the pod does not tell the text of a word, which may begin as an option does.
   *
   * @param inScript whether a shell reads the word, and may make several of it
   */
  boolean mayHoldOptions(String word, boolean inScript) {
    return environment.mayBeElsewhere(word, inScript);
  }

  /** The directory of a cache in which names are looked up. */
  void cache(String where, String value) {
    if (byName && isUnknown(value)) {
      download(where + " names a directory that the pod does not resolve");
    } else {
      path(value);
    }
  }

  /** Where names may be looked up, below a directory that only the image knows. */
  void caches(Set<String> relative) {
    caches = List.copyOf(relative);
  }

  /** Whether names are looked up in a cache. */
  boolean byName() {
    return byName;
  }

  /** Something that comes from elsewhere, or whose origin is not known. */
  void download(String phrase) {
    if (downloads.size() < DOWNLOADS) {
      downloads.add(phrase);
    }
  }

  /** A model that is downloaded, whatever its name looks like. */
  void downloadedModel(String where, String written) {
    named = true;
    stored(where, written);
  }

  /** A model that nothing names, which is one of a hub. */
  void byDefault(String phrase) {
    byName = true;
    if (!offline) {
      download(phrase);
    }
  }

  /** Something by its URL, which is told once. */
  void stored(String where, String url) {
    if (downloads.size() < DOWNLOADS && urls.add(url)) {
      download(where + " names " + shown(StoredModels.withoutSecrets(url)));
    }
  }

  /** Whether anything was named as a model. */
  boolean named() {
    return named;
  }

  /** Whether names are looked up in a cache, or nothing says what is loaded. */
  boolean usesCache() {
    return byName || !named;
  }

  boolean offline() {
    return offline;
  }

  LoadedModels result() {
    if (byName && !unknownDirectory.isEmpty()) {
      download(unknownDirectory + " names a directory that the pod does not resolve");
    }
    int paths = models.size() + others.size() + files.size();
    if (Math.max(paths, relative.size()) > LoadedModels.COMPARED) {
      download("more paths are named than are compared with the pod's volumes");
    }
    LoadedModels all =
        new LoadedModels(
            downloads,
            List.copyOf(models),
            List.copyOf(others),
            List.copyOf(files),
            List.copyOf(relative),
            caches);
    return all.equals(LoadedModels.NONE) ? LoadedModels.NONE : all;
  }

  private void local(String value, Set<String> paths) {
    if (value.startsWith("/")) {
      keep(value, paths);
    } else if (workingDirectory.isEmpty() || value.startsWith("~")) {
      keep(value, relative);
    } else if (paths.size() <= LoadedModels.COMPARED) {
      keep(workingDirectory + "/" + value, paths);
    }
  }

  /** One more than are compared is enough to refuse. */
  private static void keep(String path, Set<String> paths) {
    if (paths.size() <= LoadedModels.COMPARED) {
      paths.add(path);
    }
  }

  /** Whether a reference is a path by its form. */
  static boolean isPath(String value) {
    return value.startsWith("/") || LoadedModels.isPath(value);
  }

  private static boolean isUnknown(String value) {
    return value.indexOf('$') >= 0 || value.indexOf('`') >= 0;
  }

  private static boolean leadsUp(String path) {
    return path.startsWith("../") || path.contains("/../") || path.endsWith("/..");
  }

  static String shown(String value) {
    return "'" + Printable.of(value, SHOWN_CHARACTERS) + "'";
  }
}
