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
 * A folder inside another, whose files get to that one each in one step when all is well, and
 * vanish otherwise. So an end at any moment leaves only whole files behind.
 */
final class DraftFolder implements AutoCloseable {
  private final Path kept;
  private final Path draft;

  private DraftFolder(Path kept, Path draft) {
    this.kept = kept;
    this.draft = draft;
  }

  /** A new one. */
  static DraftFolder in(Path kept) throws IOException {
    return new DraftFolder(kept, Files.createTempDirectory(kept, "draft-"));
  }

  Path path() {
    return draft;
  }

  /** Puts a file in the place of the one that is kept; its folder is there. */
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
