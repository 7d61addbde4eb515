// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.util.List;

/**
 * What a container loads, by its command line and environment.
 *
 * @param downloads what it gets from elsewhere, or may get, each as a phrase for people
 * @param models absolute paths that are named as models
 * @param others further absolute paths from which it may load: adapters, caches
 * @param files further absolute paths that end like the file of a model, whatever they are for
 * @param relative what it loads by a relative path or name, where the pod does not say what that is
 *     relative to
 * @param caches where names may be looked up, below a directory that only the image knows
 */
public record LoadedModels(
    List<String> downloads,
    List<String> models,
    List<String> others,
    List<String> files,
    List<String> relative,
    List<String> caches) {
  /** How many paths of a container are compared with what it mounts; more count as a download. */
  public static final int COMPARED = 256;

  /** Nothing. */
  public static final LoadedModels NONE =
      new LoadedModels(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public LoadedModels {
    downloads = List.copyOf(downloads);
    models = List.copyOf(models);
    others = List.copyOf(others);
    files = List.copyOf(files);
    relative = List.copyOf(relative);
    caches = List.copyOf(caches);
  }

  /** Whether there is a path or a name that may lead into what the container mounts. */
  public boolean namesAnything() {
    return namesPaths() || !caches.isEmpty();
  }

  /** Whether there is a path, absolute or relative, beside names that caches may hold. */
  public boolean namesPaths() {
    return !models.isEmpty() || !others.isEmpty() || !files.isEmpty() || !relative.isEmpty();
  }

  /** Whether a relative path or name is a path by its form, and so no name of a hub. */
  public static boolean isPath(String relative) {
    return relative.startsWith(".") || relative.startsWith("~");
  }
}
