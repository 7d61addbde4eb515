// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the links of a model may lead: to what is inside of the model, and, for a snapshot of a
 * Hugging Face cache, to the files of that cache entry.
 *
 * <p>Such a cache keeps {@code models--org--name/blobs/<hash>}, and {@code
 * models--org--name/snapshots/<revision>} with nothing but links to them. A model that lies like a
 * snapshot, beside such a folder, may link to the files right in it and to nothing else outside.
 */
public final class LinkTargets {
  private final Path root;
  private final Optional<Path> blobs;

  /** For the model at a real path. */
  LinkTargets(Path root) {
    this.root = root;
    this.blobs = blobsBeside(root);
  }

  private static Optional<Path> blobsBeside(Path root) {
    Path snapshots = root.getParent();
    Path entry = snapshots == null ? null : snapshots.getParent();
    if (snapshots == null || entry == null || !snapshots.endsWith("snapshots")) {
      return Optional.empty();
    }
    Path blobs = entry.resolve("blobs");
    return Files.isDirectory(blobs, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(blobs)
        : Optional.empty();
  }

  /**
   * The real path that a link leads to.
   *
   * @param name of the link from the model root
   * @throws ModelContentException when it leads out of the model, to nothing, or round in circles
   */
  Path of(Path link, String name) throws IOException, ModelContentException {
    Path target;
    try {
      target = link.toRealPath();
    } catch (NoSuchFileException e) {
      throw refused(name, link, "to nothing");
    } catch (FileSystemException e) {
      if (e.getReason() != null && Files.isSymbolicLink(link) && !Files.exists(link)) {
        throw refused(name, link, "round in circles, or nowhere (" + e.getReason() + ")");
      }
      throw e;
    }
    if (target.startsWith(root) || (blobs.isPresent() && blobs.get().equals(target.getParent()))) {
      return target;
    }
    throw refused(name, link, "out of the model");
  }

  static ModelContentException refused(String name, Path link, String where) throws IOException {
    return new ModelContentException(
        Reason.SYMLINK,
        name,
        "the symbolic link '%s' leads %s: to '%s'; replace it by what it stands for, or leave it out"
            .formatted(
                ResourceNames.printable(name),
                where,
                ResourceNames.printable(Files.readSymbolicLink(link).toString())));
  }
}
