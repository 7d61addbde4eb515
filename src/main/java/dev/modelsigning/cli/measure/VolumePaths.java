// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Siblings;
import dev.modelsigning.manifest.walk.LinkSteps;
import dev.modelsigning.manifest.walk.SiblingWalk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Paths on a mounted volume with untrusted content. Links are followed only if they stay on the
 * volume all the way: a link to {@code /} must not pass off the measuring container's image as the
 * model, and a way through an absolute path ends elsewhere in a pod that mounts the volume at
 * another place.
 */
final class VolumePaths {
  private final Path root;

  private VolumePaths(Path root) {
    this.root = root;
  }

  /** The volume mounted at a folder. */
  static VolumePaths at(Path root) throws IOException {
    return new VolumePaths(root.toRealPath());
  }

  /** A path on a volume leads out of it. */
  static final class OutsideException extends Exception {
    private static final long serialVersionUID = 1L;

    OutsideException(String message) {
      super(message);
    }
  }

  /** The real path of the model; {@code relative} is empty for the volume's root. */
  Path model(String relative) throws IOException, OutsideException {
    return inside(root.resolve(relative).normalize(), relative).toRealPath();
  }

  /**
   * A measured file with the name that {@code relative} has, which {@code oms sign} signs too: the
   * real path may end with the digest that a cache names its blobs by.
   */
  Manifest named(String relative, Path model, Manifest measured) {
    String name = leaf(relative);
    if (!Files.isRegularFile(model) || name.equals(measured.modelName())) {
      return measured;
    }
    List<ManifestEntry> renamed =
        measured.entries().stream()
            .map(
                entry ->
                    new ManifestEntry(
                        name + entry.name().substring(measured.modelName().length()),
                        entry.algorithm(),
                        entry.digest()))
            .toList();
    return new Manifest(name, measured.serialization(), renamed);
  }

  private String leaf(String relative) {
    Path last = root.resolve(relative).normalize().getFileName();
    return last == null ? "" : last.toString();
  }

  /** What lies beside the model, by the path that {@link #model} accepts, except what is known. */
  Siblings siblings(String relative, Predicate<Path> known) {
    return SiblingWalk.of(root, Path.of(relative), known);
  }

  /** Whether a path leads to the model without a link on its way. */
  boolean isDirect(String relative, Path model) {
    return root.resolve(relative).normalize().equals(model);
  }

  /**
   * A file by its path relative to the model's folder. It may be a link to another file on the
   * volume, which is not resolved here.
   */
  Path file(Path model, String relative) throws IOException, OutsideException {
    Path folder = Files.isDirectory(model) ? model : model.resolveSibling("");
    return inside(folder.resolve(relative).normalize(), relative);
  }

  private Path inside(Path path, String shown) throws IOException, OutsideException {
    if (!path.startsWith(root)
        || (Files.exists(path) && !path.toRealPath().startsWith(root))
        || LinkSteps.problem(root, root.relativize(path)).isPresent()) {
      throw new OutsideException(
          "'"
              + shown
              + "' leads out of the volume, perhaps only on its way; name a path that stays on it, links included");
    }
    return path;
  }
}
