// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Finds what a container loads by its command line and environment. The options and variables of
 * known servers count in every container, because the name of an image or of a command proves
 * nothing. What a script or an image does by itself is not seen.
 */
public final class Loading {
  private final Catalog catalog;
  private final ServerNames servers;

  /** Uses the lists of a catalog. */
  public Loading(Catalog catalog) {
    this.catalog = catalog;
    this.servers = new ServerNames(catalog);
  }

  /** Whether the container's image or command has the name of a known server. */
  public boolean isServer(Container container) {
    Environment environment = Environment.of(container);
    return servers.isServer(
        container, split(CommandLines.of(container, environment).lines(), environment));
  }

  /** What the container loads; the time is linear in the length of its specification. */
  public LoadedModels of(Container container) {
    // Whoever looks at more of the container adds it to ReadPod.Written.
    Environment environment = Environment.of(container);
    CommandLines commandLines = CommandLines.of(container, environment);
    List<List<String>> written = commandLines.lines();
    Offline switches = new Offline(catalog, environment);
    boolean switchedOff = switches.isSet();
    written.forEach(environment::forgetAssigned);
    List<List<String>> lines = split(written, environment);
    boolean server = servers.isServer(container, lines);
    boolean alwaysOnline = servers.isAlwaysOnline(container, lines);
    String online = switchedOff ? switches.whyItDoesNotCount(lines, alwaysOnline) : "";
    boolean offline = switchedOff && online.isEmpty();
    References found =
        new References(environment, offline, online, workingDirectory(container, lines));
    Arguments arguments = new Arguments(catalog, found, server, alwaysOnline);
    Commands commands = new Commands(catalog, found, arguments);
    readLines(lines, server, arguments, commands);
    boolean ownCommand = Objects.requireNonNullElse(container.getCommand(), List.of()).isEmpty();
    if (ownCommand) {
      readImage(container, lines.getFirst(), server, found, commands);
    }
    Variables variables = new Variables(catalog, found, arguments, server);
    environment.forEach(variables::read);
    lines.forEach(variables::readAssigned);
    if (ownCommand && !found.named()) {
      servers
          .directory(container, environment)
          .ifPresent(directory -> found.file("the image", directory));
    }
    commands.end();
    StoredModels stored = new StoredModels(catalog, found, server);
    lines.forEach(stored::read);
    environment.forEach(stored::variable);
    if (server) {
      readElsewhere(environment, servers.variablesOfOptions(container, lines), found);
    }
    if (commandLines.isCut() || lines.stream().mapToInt(List::size).sum() >= CommandLines.WORDS) {
      found.download("the command line has more words than are read");
    }
    if (environment.isSpent()) {
      found.download("variables stand for more text than is read");
    }
    readCaches(environment, lines, server, found);
    return found.result();
  }

  private void readLines(
      List<List<String>> lines, boolean server, Arguments arguments, Commands commands) {
    for (int i = 0; i < lines.size(); i++) {
      List<String> line = lines.get(i);
      BitSet ofServers = i > 0 ? servers.wordsOfServers(line) : all(server ? line.size() : 0);
      arguments.read(line, ofServers, i > 0);
      commands.read(line);
    }
  }

  /**
   * What a server may take from where the pod does not say what is there.
   *
   * @param optionVariables what variables begin with in which it takes each of its options
   */
  private void readElsewhere(
      Environment environment, List<String> optionVariables, References found) {
    if (mayGetVariables(environment, found, optionVariables)) {
      found.download(
          "envFrom takes variables from elsewhere, which may name a model; take those that are needed with valueFrom");
    }
  }

  /** Absolute, or empty when the image or a command decides. */
  private static String workingDirectory(Container container, List<List<String>> lines) {
    for (List<String> line : lines) {
      boolean moved = false; // by options of env in the words that follow
      for (int i = line.size() - 1; i >= 0; i--) {
        if (CommandWords.changesDirectory(line, i, moved)) {
          return "";
        }
        moved = CommandWords.isOfEnv(line.get(i)) && (moved || CommandWords.movesEnv(line.get(i)));
      }
    }
    return Objects.requireNonNullElse(container.getWorkingDir(), "");
  }

  private void readCaches(
      Environment environment, List<List<String>> lines, boolean server, References found) {
    if (!found.usesCache()) {
      return;
    }
    boolean homes = server || found.byName();
    environment.forEach((variable, value) -> cache(variable, value, homes, found));
    for (List<String> line : lines) {
      for (String word : line) {
        int equals = word.indexOf('=');
        if (equals > 0 && !ScriptWords.mayBeScript(word)) {
          cache(word.substring(0, equals), word.substring(equals + 1), homes, found);
        }
      }
    }
    if (homes) {
      found.caches(catalog.entries(Section.CACHE_DIRECTORIES));
    }
  }

  /** Reads a variable of the pod, or one that a command assigns. */
  private void cache(String variable, String value, boolean homes, References found) {
    if (catalog.has(Section.CACHE_VARIABLES, variable)) {
      found.cache(Variables.named(variable), value);
    }
    if (!homes || value.isEmpty()) {
      return;
    }
    for (String entry : catalog.entries(Section.HOME_VARIABLES)) {
      int blank = entry.indexOf(' ');
      if (entry.substring(0, blank).equals(variable)) {
        found.cache(Variables.named(variable), value + "/" + entry.substring(blank + 1));
      }
    }
  }

  /** Without a command the image has its own, which its name may tell. */
  private void readImage(
      Container container,
      List<String> words,
      boolean server,
      References found,
      Commands commands) {
    if (server) {
      commands.readArguments(words, servers.servesDefault(container));
    }
    servers
        .loadingCommand(container)
        .ifPresent(name -> found.download("image " + name + " loads at run time"));
  }

  private static BitSet all(int words) {
    BitSet all = new BitSet(words);
    all.set(0, words);
    return all;
  }

  /** References to several words replaced by them, as far as words are read. */
  private static List<List<String>> split(List<List<String>> written, Environment environment) {
    List<List<String>> lines = new ArrayList<>(written.size());
    int room = CommandLines.WORDS;
    for (List<String> line : written) {
      List<String> split = environment.split(line, room);
      room -= split.size();
      lines.add(split);
    }
    return lines;
  }

  /**
   * Whether a ConfigMap or Secret as a whole may set a variable that names a model. It is asked of
   * servers only: nearly all of them hold something else. Where the hub is switched off and a path
   * is named, only servers are asked about that take each option from a variable.
   *
   * @param optionVariables what such variables begin with
   */
  private boolean mayGetVariables(
      Environment environment, References found, List<String> optionVariables) {
    if (!environment.hasOthers()) {
      return false;
    }
    boolean any = !found.offline() || found.byName() || !found.named();
    return Stream.of(
            Section.ARGUMENT_VARIABLES,
            Section.MODEL_VARIABLES,
            Section.ADAPTER_VARIABLES,
            Section.DOWNLOAD_VARIABLES,
            Section.SWITCH_VARIABLES)
        .flatMap(section -> catalog.entries(section).stream())
        .filter(variable -> any || optionVariables.stream().anyMatch(variable::startsWith))
        .anyMatch(environment::mayComeFromElsewhere);
  }
}
