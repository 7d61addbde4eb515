// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.gate.loading.Section;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where the containers of a pod look for models: the usual places, those that a policy adds, and
 * those that arguments and variables name.
 */
final class ModelPaths {
  /** Relative names that are looked at: each is compared with each mount. */
  private static final int RELATIVE = 64;

  private static final List<Directory> CONFIGURATION = directories(Section.CONFIGURATION_PATHS);
  private static final List<Directory> WORKING = directories(Section.WORKING_DIRECTORIES);

  /** Where usual images have the home of a user. */
  private static final Directory HOMES = Directory.inContainer("/home");

  /** A Hugging Face cache is hub/models--OWNER--NAME/snapshots/COMMIT. */
  private static final String HUB = "hub";

  private static final String MODEL_OF_HUB = "models--";
  private static final String SNAPSHOTS = "snapshots";

  private static final PathTree<Boolean> SHIPPED = usual(Catalog.SHIPPED);

  /** Without a container that loads anything. */
  private static final ModelPaths UNNAMED = new ModelPaths(SHIPPED, List.of(), List.of());

  /** The places of the catalog; shared, so never changed. */
  private final PathTree<Boolean> usual;

  private final PathTree<Boolean> paths = new PathTree<>();
  private final List<Directory> relative;
  private final List<Directory> caches;

  /** Whether nothing tells where one of the relative names leads. */
  private final boolean anywhere;

  private ModelPaths(PathTree<Boolean> usual, List<Directory> relative, List<Directory> caches) {
    this.usual = usual;
    this.relative = List.copyOf(relative);
    this.caches = List.copyOf(caches);
    this.anywhere = relative.stream().anyMatch(ModelPaths::mayLeadAnywhere);
  }

  private static boolean mayLeadAnywhere(Directory name) {
    return name.isAmbiguous() || name.names().stream().limit(1).anyMatch(n -> n.startsWith("~"));
  }

  private static List<Directory> directories(Section section) {
    return Catalog.SHIPPED.entries(section).stream().map(Directory::inContainer).toList();
  }

  /**
   * @param catalog with the paths that the policy adds
   * @param loaded what each container loads
   */
  @SuppressWarnings("ReferenceEquality") // a catalog is the shipped one, or made for a policy
  static ModelPaths of(Catalog catalog, Collection<LoadedModels> loaded) {
    PathTree<Boolean> usual = catalog == Catalog.SHIPPED ? SHIPPED : usual(catalog);
    Set<LoadedModels> named = new LinkedHashSet<>();
    LoadedModels last = LoadedModels.NONE;
    for (LoadedModels container : loaded) {
      // What containers that are written alike load is one object: it is not compared each time.
      if (container != last) {
        named.add(container);
        last = container;
      }
    }
    named.remove(LoadedModels.NONE);
    if (named.isEmpty()) {
      return usual == SHIPPED ? UNNAMED : new ModelPaths(usual, List.of(), List.of());
    }
    List<String> relative =
        named.stream()
            .flatMap(container -> container.relative().stream())
            .distinct()
            .limit(RELATIVE + 1L)
            .toList();
    ModelPaths models =
        new ModelPaths(
            usual,
            relative.stream().limit(RELATIVE).map(Directory::of).toList(),
            named.stream()
                .flatMap(container -> container.caches().stream())
                .distinct()
                .map(Directory::of)
                .toList());
    if (relative.size() > RELATIVE) {
      models.add("");
    }
    named.forEach(
        container -> {
          container.models().forEach(models::add);
          container.others().forEach(models::add);
          container.files().forEach(models::add);
        });
    return models;
  }

  /**
   * Where one container looks for what it names without an absolute path, in whatever case.
   *
   * @param ambiguous whether an absolute path of it may lead anywhere
   */
  static ModelPaths lookedUp(LoadedModels container, boolean ambiguous) {
    List<String> relative = container.relative();
    ModelPaths models =
        new ModelPaths(
            new PathTree<>(),
            relative.stream()
                .limit(RELATIVE)
                .map(name -> Directory.of(name).inLowerCase())
                .toList(),
            container.caches().stream().map(Directory::of).toList());
    if (ambiguous || relative.size() > RELATIVE) {
      models.add("");
    }
    return models;
  }

  /** Whether a path is by its names one of a cache, which only the image may know. */
  private static boolean isOfHub(Directory path) {
    return path.names().stream()
        .anyMatch(name -> name.equals(HUB) || name.startsWith(MODEL_OF_HUB));
  }

  /** Whether a path is below a revision of a model in a cache, into which names do not lead. */
  private static boolean isInSnapshot(Directory path) {
    int snapshots = path.names().lastIndexOf(SNAPSHOTS);
    return snapshots > 0
        && path.names().size() > snapshots + 2
        && path.names().get(snapshots - 1).startsWith(MODEL_OF_HUB);
  }

  /** Whether a name or a relative path may lead to a directory, or below it. */
  boolean mayLeadTo(Directory unsigned) {
    Directory path = unsigned.inLowerCase();
    return areNamedAt(path)
        || (!relative.isEmpty() && mayHoldRelative(path))
        || (!caches.isEmpty() && !isInSnapshot(path) && (isOfHub(path) || mayHoldCache(path)));
  }

  private static PathTree<Boolean> usual(Catalog catalog) {
    PathTree<Boolean> usual = new PathTree<>();
    catalog.entries(Section.MODEL_PATHS).forEach(path -> add(usual, path));
    return usual;
  }

  private void add(String path) {
    add(paths, path);
  }

  /** A path with '..' may lead anywhere. */
  private static void add(PathTree<Boolean> tree, String path) {
    Directory directory = Directory.inContainer(path);
    tree.put(directory.isAmbiguous() ? Directory.of("") : directory, true);
  }

  /**
   * Whether a mount can put files at a model path: it is at, below or above one. KServe's modelcar
   * mounts {@code /mnt}.
   */
  boolean reach(Directory mounted) {
    return mounted.isAmbiguous()
        || areNamedAt(mounted)
        || (!relative.isEmpty() && mayHoldRelative(mounted))
        || (!caches.isEmpty() && mayHoldCache(mounted));
  }

  /** Whether a mount is somebody's home, or is at, below or above a cache there. */
  private boolean mayHoldCache(Directory mounted) {
    return WORKING.stream().anyMatch(mounted::contains)
        || (HOMES.contains(mounted) && mounted.names().size() == HOMES.names().size() + 1)
        || caches.stream().anyMatch(c -> mounted.endsAsBeginningOf(c) || mounted.passes(c));
  }

  /**
   * Whether a mount may hold what has a relative name, wherever that begins: it is where usual
   * images start, or ends as the name begins.
   */
  private boolean mayHoldRelative(Directory mounted) {
    return anywhere
        || WORKING.stream().anyMatch(start -> mounted.contains(start))
        || relative.stream().anyMatch(mounted::endsAsBeginningOf);
  }

  /** Whether what is loaded by an absolute path is at, below or above a directory. */
  boolean areNamedAt(Directory directory) {
    return usual.touches(directory) || paths.touches(directory);
  }

  /**
   * Whether configuration that is mounted there may be loaded as a model. When a server loads by a
   * relative name and only its image knows from where, that is so outside of the usual places for
   * configuration.
   */
  boolean reachConfiguration(Directory mounted) {
    return reach(mounted)
        || (!relative.isEmpty()
            && CONFIGURATION.stream().noneMatch(usual -> usual.contains(mounted)));
  }

  /** The shipped lists, with what the policy adds. */
  static Catalog catalog(ClusterModelTrustPolicy policy) {
    ModelRules rules = policy.getSpec().models;
    if (rules == null) {
      return Catalog.SHIPPED;
    }
    return Catalog.SHIPPED
        .with(Section.MODEL_PATHS, Objects.requireNonNullElse(rules.modelPaths, List.of()))
        .with(Section.MODEL_OPTIONS, Objects.requireNonNullElse(rules.modelOptions, List.of()))
        .with(Section.MODEL_VARIABLES, Objects.requireNonNullElse(rules.modelVariables, List.of()))
        .with(
            Section.DRIVERS_WITHOUT_MODELS,
            Objects.requireNonNullElse(rules.scratchDrivers, List.of()));
  }
}
