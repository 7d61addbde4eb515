// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import io.fabric8.kubernetes.api.model.Container;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the containers of one pod load. Most policies add nothing to the lists, so that the pod is
 * read by them only once, however many policies judge it. For one decision and one thread.
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
    Map<String, LoadedModels> loaded = new LinkedHashMap<>();
    containers.forEach(
        container ->
            loaded.put(Objects.requireNonNullElse(container.getName(), ""), loading.of(container)));
    return loaded;
  }
}
