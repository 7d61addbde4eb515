// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.IgnoredPath.Kind;
import dev.modelsigning.manifest.ResourceNames;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what is in ignored folders, up to a limit for a whole model. */
final class IgnoredCount {
  /** Most entries that are looked at, folders included. */
  static final int MAX_ENTRIES = 100_000;

  /** Names that are remembered of each folder. */
  static final int MAX_NAMES = 3;

  private final Path root;
  private final Set<Path> excluded;
  private int left = MAX_ENTRIES;

  /**
   * A count.
   *
   * @param root real path of the model
   * @param excluded real paths that are not counted if they are regular files
   */
  IgnoredCount(Path root, Set<Path> excluded) {
    this.root = root;
    this.excluded = excluded;
  }

  /** What is in a folder; links are counted and not followed. */
  IgnoredPath of(String name, Path folder) throws IOException {
    Visitor visitor = new Visitor(folder);
    Files.walkFileTree(folder, visitor);
    Kind kind = visitor.locked ? Kind.UNREADABLE : Kind.FOLDER;
    return new IgnoredPath(
        name, kind, visitor.files, visitor.bytes, visitor.complete, visitor.names);
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final List<String> names = new ArrayList<>();
    private long files;
    private long bytes;
    private boolean complete = true;
    private boolean locked;

    Visitor(Path folder) {
      this.folder = folder;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return goOn();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && excluded.contains(file)) {
        return FileVisitResult.CONTINUE;
      }
      files++;
      bytes = Math.min(bytes, Long.MAX_VALUE - attributes.size()) + attributes.size();
      if (names.size() < MAX_NAMES) {
        names.add(ResourceNames.printable(root.relativize(file).toString()));
      }
      return goOn();
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      complete = false;
      locked |= path.equals(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
      complete &= failure == null;
      return FileVisitResult.CONTINUE;
    }

    private FileVisitResult goOn() {
      if (left-- > 0) {
        return FileVisitResult.CONTINUE;
      }
      complete = false;
      return FileVisitResult.TERMINATE;
    }
  }
}
