// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder inside another. Its files move there one by one, each atomically, once all is well, and
 * are deleted otherwise, so that an interruption at any moment leaves only complete files.
 */
final class DraftFolder implements AutoCloseable {
  private final Path kept;
  private final Path draft;

  private DraftFolder(Path kept, Path draft) {
    this.kept = kept;
    this.draft = draft;
  }

  /** Creates a new draft. */
  static DraftFolder in(Path kept) throws IOException {
    return new DraftFolder(kept, Files.createTempDirectory(kept, "draft-"));
  }

  /** Creates one beside all others that are temporary, from which nothing is kept. */
  static DraftFolder temporary() throws IOException {
    return in(Path.of(System.getProperty("java.io.tmpdir")));
  }

  Path path() {
    return draft;
  }

  /** Moves a file to the outer folder, replacing the old one; its folder must exist. */
  void keep(String name) throws IOException {
    Files.move(draft.resolve(name), kept.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(draft)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
