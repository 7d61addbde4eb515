// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The entry of a Hugging Face cache that a snapshot is part of: {@code models--org--name} with
 * {@code blobs/<hash>}, {@code refs/<name>} and {@code snapshots/<revision>}. The files of the
 * snapshot are links to blobs.
 */
public final class CacheEntry {
  /** Most names that are looked at in one directory. */
  private static final int MAX_NAMES = 10_000;

  /** Most directories below one another. */
  private static final int MAX_DEPTH = 4;

  /** Longest content of a file in {@code refs}: a revision, and perhaps the end of a line. */
  private static final int MAX_REVISION = 256;

  /** Git's own files, which no signature covers and measurements accept up to this size. */
  private static final Set<String> UNSIGNED = Set.of(".gitattributes", ".gitignore");

  private final Path snapshot;
  private final Path folder;

  private CacheEntry(Path snapshot, Path folder) {
    this.snapshot = snapshot;
    this.folder = folder;
  }

  /** The entry that a model belongs to, if it has the place of a snapshot beside blobs. */
  public static Optional<CacheEntry> of(Path model) {
    Path snapshots = model.getParent();
    Path folder = snapshots == null ? null : snapshots.getParent();
    if (snapshots == null || folder == null || !snapshots.endsWith("snapshots")) {
      return Optional.empty();
    }
    return Files.isDirectory(folder.resolve("blobs"), LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(new CacheEntry(model, folder))
        : Optional.empty();
  }

  /** The directory of the blobs. */
  Path blobs() {
    return folder.resolve("blobs");
  }

  /** The files among these that are blobs of this entry, and those of git's own files. */
  public Set<Path> blobsOf(Iterable<Path> files) throws IOException {
    Set<Path> blobs = new HashSet<>();
    for (Path file : files) {
      if (blobs().equals(file.getParent())) {
        blobs.add(file);
      }
    }
    if (!blobs.isEmpty()) {
      for (String name : UNSIGNED) {
        Path link = snapshot.resolve(name);
        if (Files.isRegularFile(link) && Files.size(link) <= IgnoredPlaces.MAX_GIT_FILE) {
          blobs.add(link.toRealPath());
        }
      }
    }
    return blobs;
  }

  /**
   * Whether something beside the snapshot holds nothing that a server could load in its place: the
   * blobs, when all of them are known; names of revisions, when each is this snapshot's; and the
   * empty files with which downloads exclude one another.
   *
   * @param known blobs that were verified
   * @param beside in a directory that leads to the snapshot
   */
  public boolean holdsNothingElse(Set<Path> known, Path beside) {
    try {
      if (beside.equals(blobs())) {
        return everyFile(beside, 1, (file, _) -> known.contains(file));
      }
      if (beside.equals(folder.resolve("refs"))) {
        return everyFile(beside, MAX_DEPTH, this::namesThisSnapshot);
      }
      return beside.equals(folder.resolveSibling(".locks"))
          && everyFile(beside, MAX_DEPTH, (_, is) -> is.size() == 0);
    } catch (IOException | DirectoryIteratorException e) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Check {
    boolean holds(Path file, BasicFileAttributes is) throws IOException;
  }

  private static boolean everyFile(Path directory, int depth, Check check) throws IOException {
    if (depth == 0 || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    int looked = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        BasicFileAttributes is =
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean holds =
            ++looked <= MAX_NAMES
                && (is.isDirectory()
                    ? everyFile(entry, depth - 1, check)
                    : is.isRegularFile() && check.holds(entry, is));
        if (!holds) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean namesThisSnapshot(Path file, BasicFileAttributes is) throws IOException {
    Path revision = Objects.requireNonNull(snapshot.getFileName());
    return is.size() <= MAX_REVISION
        && Files.readString(file, StandardCharsets.ISO_8859_1).strip().equals(revision.toString());
  }
}
