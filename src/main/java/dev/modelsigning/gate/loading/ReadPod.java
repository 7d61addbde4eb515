// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of one pod load. Most policies add nothing to the lists, so that the pod is
 * read by them only once, however many policies judge it; and of containers that are written alike
 * one is read. For one decision and one thread.
 */
public final class ReadPod {
  private final List<Container> containers;
  private Optional<Map<String, LoadedModels>> byShippedLists = Optional.empty();

  /** Reads nothing yet. */
  public ReadPod(List<Container> containers) {
    this.containers = List.copyOf(containers);
  }

  /** What each container loads, by its name. */
  public Map<String, LoadedModels> by(Catalog catalog) {
    if (catalog != Catalog.SHIPPED) {
      return read(catalog);
    }
    Map<String, LoadedModels> read = byShippedLists.orElseGet(() -> read(catalog));
    byShippedLists = Optional.of(read);
    return read;
  }

  private Map<String, LoadedModels> read(Catalog catalog) {
    Loading loading = new Loading(catalog);
    Map<Written, LoadedModels> known = new HashMap<>();
    Map<String, LoadedModels> loaded = new LinkedHashMap<>();
    for (Container container : containers) {
      loaded.put(
          Objects.requireNonNullElse(container.getName(), ""),
          known.computeIfAbsent(Written.of(container), written -> loading.of(container)));
    }
    return loaded;
  }

  /**
   * All that {@link Loading#of} looks at, and nothing else: containers that agree in it load the
   * same. What else a container has could take long to compare.
   *
   * @param prefixes of variables that come from elsewhere
   */
  private record Written(
      @Nullable String image,
      @Nullable List<String> command,
      @Nullable List<String> arguments,
      @Nullable String workingDirectory,
      List<Variable> variables,
      List<String> prefixes,
      List<List<String>> hooks) {
    private record Variable(@Nullable String name, String value) {}

    static Written of(Container container) {
      List<Variable> variables = new ArrayList<>();
      for (EnvVar variable : Objects.requireNonNullElse(container.getEnv(), List.<EnvVar>of())) {
        variables.add(new Variable(variable.getName(), Environment.written(variable)));
      }
      return new Written(
          container.getImage(),
          container.getCommand(),
          container.getArgs(),
          container.getWorkingDir(),
          variables,
          Environment.prefixes(container),
          CommandLines.hooks(container));
    }
  }
}
