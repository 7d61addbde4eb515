// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where links of a model may lead: to files and folders of the model, and from a snapshot of a
 * Hugging Face cache to the files of the same cache entry. Targets are relative, and no step on the
 * way leaves the model (or that entry), so that a link leads to the same file wherever the model is
 * mounted.
 *
 * <p>Such a cache holds files as {@code models--org--name/blobs/<hash>}, and links to them in
 * {@code models--org--name/snapshots/<revision>}. A model in a folder like that of a snapshot may
 * link to the files directly in the {@code blobs} folder next to it, and to nothing else outside.
 */
public final class LinkTargets {
  private final Path root;
  private final Optional<Path> blobs;

  /** The allowed targets for the model at a real path. */
  LinkTargets(Path root) {
    this.root = root;
    this.blobs = CacheEntry.of(root).map(CacheEntry::blobs);
  }

  /**
   * The real path that a link leads to.
   *
   * @param link in a real folder of the model
   * @param name of the link, relative to the model's root
   * @throws ModelContentException if it leads out of the model, also if only on its way, to a
   *     missing file, or in a circle
   */
  Path of(Path link, String name) throws IOException, ModelContentException {
    Path target;
    try {
      target = link.toRealPath();
    } catch (NoSuchFileException e) {
      throw refused(name, link, "to a missing file");
    } catch (FileSystemException e) {
      if (e.getReason() != null && Files.isSymbolicLink(link) && !Files.exists(link)) {
        throw refused(
            name,
            link,
            "in a circle, or to an invalid path (" + e.getReason() + ")",
            LinkRemedies.OF_A_CIRCLE);
      }
      throw e;
    }
    boolean blob = blobs.isPresent() && blobs.get().equals(target.getParent());
    if (!blob && !target.startsWith(root)) {
      throw refused(name, link, "out of the model");
    }
    Path fence = blob ? Objects.requireNonNull(blobs.get().getParent()) : root;
    Optional<String> problem = LinkSteps.problem(fence, fence.relativize(link));
    if (problem.isPresent()) {
      throw refused(name, link, problem.get());
    }
    return target;
  }

  /**
   * The refusal of a link that is not followed.
   *
   * @param where completes "the link leads ..."
   */
  ModelContentException refused(String name, Path link, String where) throws IOException {
    return refused(name, link, where, LinkRemedies.of(root, link));
  }

  /** The refusal of a link that leads to a folder that is being walked through already. */
  static ModelContentException circle(String name, Path link) throws IOException {
    return refused(name, link, "in a circle", LinkRemedies.OF_A_CIRCLE);
  }

  private static ModelContentException refused(String name, Path link, String where, String remedy)
      throws IOException {
    return new ModelContentException(
        Reason.SYMLINK,
        name,
        "the symbolic link '%s' leads %s: to '%s'; %s"
            .formatted(
                ResourceNames.printable(name),
                where,
                ResourceNames.printable(Files.readSymbolicLink(link).toString()),
                remedy));
  }
}
