// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;

/**
 * What a container loads, by its command line and environment.
 *
 * @param downloads what it gets from elsewhere, or may get, each as a phrase for people
 * @param paths absolute paths that it loads
 * @param unplaced whether it loads by a relative name, and the pod does not say where it lies
 */
public record LoadedModels(List<String> downloads, List<String> paths, boolean unplaced) {
  /** Copies the lists. */
  public LoadedModels {
    downloads = List.copyOf(downloads);
    paths = List.copyOf(paths);
  }
}
