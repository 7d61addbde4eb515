// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

  /** What the container loads; the time is linear in the length of its specification. */
  public LoadedModels of(Container container) {
    Environment environment = Environment.of(container);
    List<List<String>> lines = CommandLines.of(container, environment);
    boolean offline = isOffline(environment, lines);
    lines.forEach(environment::forgetAssigned);
    boolean server = servers.isServer(container, lines);
    References found =
        new References(
            environment, offline, Objects.requireNonNullElse(container.getWorkingDir(), ""));
    Arguments arguments = new Arguments(catalog, found, server);
    Commands commands = new Commands(catalog, found, arguments);
    for (List<String> line : lines) {
      arguments.read(line);
      commands.read(line);
    }
    readImage(container, server, found, commands);
    readVariables(environment, found, arguments, server);
    commands.end();
    if (found.usesCache()) {
      catalog.entries(Section.CACHE_VARIABLES).stream()
          .flatMap(variable -> environment.value(variable).stream())
          .forEach(found::path);
    }
    return found.result();
  }

  /** Without a command the image has its own, which its name may tell. */
  private void readImage(Container container, boolean server, References found, Commands commands) {
    if (!Objects.requireNonNullElse(container.getCommand(), List.<String>of()).isEmpty()) {
      return;
    }
    if (server) {
      commands.readArguments(Objects.requireNonNullElse(container.getArgs(), List.<String>of()));
    }
    servers
        .loadingCommand(container)
        .ifPresent(name -> found.download("image " + name + " loads at run time"));
  }

  private void readVariables(
      Environment environment, References found, Arguments arguments, boolean server) {
    for (String variable : catalog.entries(Section.ARGUMENT_VARIABLES)) {
      known(environment, variable, found, server)
          .ifPresent(
              text -> {
                if (text.indexOf('$') >= 0) {
                  found.download("variable " + variable + " has arguments from elsewhere");
                } else {
                  arguments.read(ScriptWords.of(text));
                }
              });
    }
    for (String variable : catalog.entries(Section.MODEL_VARIABLES)) {
      known(environment, variable, found, server)
          .ifPresent(value -> found.model("variable " + variable, value));
    }
    for (String variable : catalog.entries(Section.ADAPTER_VARIABLES)) {
      known(environment, variable, found, server)
          .ifPresent(value -> arguments.adapters("variable " + variable, value));
    }
    for (String variable : catalog.entries(Section.DOWNLOAD_VARIABLES)) {
      known(environment, variable, found, server)
          .filter(value -> !value.isEmpty())
          .map(value -> "variable " + variable + " names " + References.shown(value))
          .ifPresent(found::download);
    }
    for (String variable : catalog.entries(Section.SWITCH_VARIABLES)) {
      known(environment, variable, found, server)
          .filter(value -> environment.isTrue(variable) || value.indexOf('$') >= 0)
          .map(value -> "variable " + variable + " lets it load at run time")
          .ifPresent(found::download);
    }
  }

  /**
   * The value of a variable. One that a ConfigMap or Secret as a whole might set counts in a server
   * only, and not where the hub is switched off: nearly all of them hold something else.
   */
  private static Optional<String> known(
      Environment environment, String variable, References found, boolean server) {
    return environment.mayComeFromElsewhere(variable) && (!server || found.offline())
        ? Optional.empty()
        : environment.value(variable);
  }

  /** The pod has to say so itself, and no command may take it back. */
  private boolean isOffline(Environment environment, List<List<String>> lines) {
    var switches = catalog.entries(Section.OFFLINE_VARIABLES);
    return switches.stream().anyMatch(environment::isTrue)
        && lines.stream()
            .flatMap(List::stream)
            .noneMatch(word -> switches.stream().anyMatch(word::contains));
  }
}
