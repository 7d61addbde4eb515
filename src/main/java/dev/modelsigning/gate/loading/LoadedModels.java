// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;

/**
 * What a container loads, by its command line and environment.
 *
 * @param downloads what it gets from elsewhere, or may get, each as a phrase for people
 * @param models absolute paths that are named as models
 * @param others further absolute paths from which it may load: adapters, caches
 * @param unplaced whether it loads by a relative name, and the pod does not say where it lies
 */
public record LoadedModels(
    List<String> downloads, List<String> models, List<String> others, boolean unplaced) {
  /** Copies the lists. */
  public LoadedModels {
    downloads = List.copyOf(downloads);
    models = List.copyOf(models);
    others = List.copyOf(others);
  }
}
