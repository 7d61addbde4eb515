// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.gate.loading.Section;
import java.util.Collection;
import java.util.List;

/**
 * Where the containers of a pod look for models: the usual places, those that a policy adds, and
 * those that arguments and variables name.
 */
final class ModelPaths {
  private static final List<Directory> CONFIGURATION =
      Catalog.SHIPPED.entries(Section.CONFIGURATION_PATHS).stream()
          .map(Directory::inContainer)
          .toList();

  private final PathTree<Boolean> paths = new PathTree<>();
  private final boolean unplaced;

  private ModelPaths(boolean unplaced) {
    this.unplaced = unplaced;
  }

  /**
   * @param catalog with the paths that the policy adds
   * @param loaded what each container loads
   */
  static ModelPaths of(Catalog catalog, Collection<LoadedModels> loaded) {
    ModelPaths models = new ModelPaths(loaded.stream().anyMatch(LoadedModels::unplaced));
    catalog.entries(Section.MODEL_PATHS).forEach(models::add);
    loaded.forEach(
        container -> {
          container.models().forEach(models::add);
          container.others().forEach(models::add);
        });
    return models;
  }

  /** A path with '..' may lead anywhere. */
  private void add(String path) {
    Directory directory = Directory.inContainer(path);
    paths.put(directory.isAmbiguous() ? Directory.of("") : directory, true);
  }

  /**
   * Whether a mount can put files at a model path: it is at, below or above one. KServe's modelcar
   * mounts {@code /mnt}.
   */
  boolean reach(Directory mounted) {
    return mounted.isAmbiguous() || paths.touches(mounted);
  }

  /**
   * Whether configuration that is mounted there may be loaded as a model. When a server loads by a
   * relative name and only its image knows from where, that is so outside of the usual places for
   * configuration.
   */
  boolean reachConfiguration(Directory mounted) {
    return reach(mounted)
        || (unplaced && CONFIGURATION.stream().noneMatch(usual -> usual.contains(mounted)));
  }
}
