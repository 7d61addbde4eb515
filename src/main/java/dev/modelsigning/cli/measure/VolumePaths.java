// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Paths on a mounted volume whose content nobody vouches for. Links are followed only as long as
 * they stay inside: a link to {@code /} must not make the measurer read its own image as if it were
 * the model.
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
   * The file of a name relative to the model's folder, as it is named, which may be a link inside
   * of the volume.
   */
  Path beside(Path model, String relative) throws IOException, OutsideException {
    Path folder = Files.isDirectory(model) ? model : model.resolveSibling("");
    return inside(folder.resolve(relative).normalize(), relative);
  }

  private Path inside(Path path, String shown) throws IOException, OutsideException {
    if (!path.startsWith(root) || (Files.exists(path) && !path.toRealPath().startsWith(root))) {
      throw new OutsideException(
          "'"
              + shown
              + "' leads out of the volume; name a path that stays inside, without such links");
    }
    return path;
  }
}
