// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to do about a link that is refused. Hubs and version control systems make layouts of links
 * on purpose, and each has a way out that keeps the content.
 */
final class LinkRemedies {
  /** As far above a model as one looks for a folder that holds the target too. */
  private static final int MAX_UP = 3;

  /** No copy ends a circle, and no folder above does. */
  static final String OF_A_CIRCLE = "remove it, or ignore it with --ignore-paths";

  private static final Path ANNEX = Path.of(".git", "annex", "objects");

  private LinkRemedies() {}

  /** The refusal of a link in a model whose links are not followed. */
  static ModelContentException notFollowed(Path root, Path link, String name) throws IOException {
    Path target = target(link);
    String what =
        isInAnnex(target)
            ? "'%s' is a symbolic link of git-annex; run 'git annex get' and 'git annex unlock' to"
                + " have the content in its place, or allow links"
            : CacheEntry.of(root).map(CacheEntry::blobs).filter(target::startsWith).isPresent()
                ? "'%s' is a symbolic link to a blob of a Hugging Face cache; allow links, which"
                    + " keeps them within the cache entry (--allow-symlinks, or"
                    + " serialization.allowSymlinks of a signing job), or sign a copy made by 'hf"
                    + " download --local-dir'"
                : "'%s' is a symbolic link; allow links, ignore it, or sign a copy without links";
    return new ModelContentException(
        Reason.SYMLINK, name, what.formatted(ResourceNames.printable(name)));
  }

  /** What helps when a followed link leads to a forbidden place. */
  static String of(Path root, Path link) throws IOException {
    Path target = target(link);
    if (isInAnnex(target)) {
      return "run 'git annex get' and 'git annex unlock' to have the content in its place";
    }
    boolean blob =
        CacheEntry.of(root).map(CacheEntry::blobs).filter(target::startsWith).isPresent();
    if (blob && !Files.exists(target)) {
      return "download the model again, since this blob of the Hugging Face cache is missing";
    }
    if (isInItsTarget(link)) {
      return OF_A_CIRCLE;
    }
    return above(root, link)
        .map(
            up ->
                "replace it by a copy of its target, ignore it, or take the folder %s as the model, which holds both"
                    .formatted(up == 1 ? "above" : up + " levels above"))
        .orElse("replace it by a copy of its target, or ignore it");
  }

  /** Whether the link leads to a folder around it: wherever it is followed, that is a circle. */
  private static boolean isInItsTarget(Path link) throws IOException {
    Path folder = link.getParent();
    return folder != null
        && Files.exists(link)
        && folder.toRealPath().startsWith(link.toRealPath());
  }

  /** How far above the model a folder is in which the link is allowed. */
  private static Optional<Integer> above(Path root, Path link) throws IOException {
    if (!Files.exists(link)) {
      return Optional.empty();
    }
    Path target = link.toRealPath();
    Path folder = root.getParent();
    for (int up = 1; up <= MAX_UP && folder != null && folder.getParent() != null; up++) {
      if (target.startsWith(folder)
          && LinkSteps.problem(folder, folder.relativize(link)).isEmpty()) {
        return Optional.of(up);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }

  private static boolean isInAnnex(Path target) {
    for (int i = 0; i + ANNEX.getNameCount() <= target.getNameCount(); i++) {
      if (target.subpath(i, i + ANNEX.getNameCount()).equals(ANNEX)) {
        return true;
      }
    }
    return false;
  }

  /** Where a link leads by its text; the target need not exist. */
  private static Path target(Path link) throws IOException {
    return link.resolveSibling(Files.readSymbolicLink(link)).normalize();
  }
}
