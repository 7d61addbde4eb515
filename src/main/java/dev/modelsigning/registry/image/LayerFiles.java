// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import dev.modelsigning.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the layers of an image into a folder, the lowest first, as runtimes do: what a layer has
 * replaces what is there, and names that begin with {@code .wh.} remove it. Only what lies in one
 * directory of the image is written. No link is ever followed, so nothing is written outside of the
 * folder; an image that writes through a link of its own is refused.
 */
final class LayerFiles {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** Members of all layers together. */
  private static final int MAX_ENTRIES = 1_000_000;

  private static final int BUFFER = 1 << 16;

  private final Path root;
  private final List<String> wanted;
  private final long maxBytes;

  /** Links of the image outside of the wanted directory: a runtime writes through them into it. */
  private final Set<List<String>> links = new HashSet<>();

  private int entries;
  private long bytes;

  /**
   * Into an empty folder.
   *
   * @param root becomes the wanted directory of the image
   * @param wanted names of that directory from the root of the image; none for the whole image
   * @param maxBytes the most that is written
   */
  LayerFiles(Path root, List<String> wanted, long maxBytes) {
    this.root = root;
    this.wanted = List.copyOf(wanted);
    this.maxBytes = maxBytes;
  }

  /** Applies a layer; reads it to its end. */
  void apply(InputStream layer) throws IOException {
    TarReader reader = new TarReader(layer);
    Set<Path> own = new HashSet<>();
    for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      if (++entries > MAX_ENTRIES) {
        throw new ImageContentException("the image has more than %d files".formatted(MAX_ENTRIES));
      }
      apply(next.get(), reader, own);
    }
  }

  private void apply(TarEntry entry, TarReader reader, Set<Path> own) throws IOException {
    List<String> path = entry.path();
    refuseWayThroughALink(entry);
    String name = path.isEmpty() ? "" : path.getLast();
    if (name.startsWith(WHITEOUT)) {
      remove(path.subList(0, path.size() - 1), name, own);
      return;
    }
    if (path.size() <= wanted.size()) {
      aboveOrAt(entry);
      elsewhere(entry);
      return;
    }
    if (!path.subList(0, wanted.size()).equals(wanted)) {
      elsewhere(entry);
      return;
    }
    Path place = below(entry, path.subList(wanted.size(), path.size()), own);
    own.add(place);
    switch (entry.type()) {
      case DIRECTORY -> directory(place);
      case FILE -> file(place, reader.content());
      case SYMBOLIC_LINK -> {
        delete(place);
        Path destination = destination(entry);
        Files.createSymbolicLink(place, destination);
      }
      case HARD_LINK -> hardLink(entry, place);
      case OTHER ->
          throw new ImageContentException(
              shown(entry) + " is neither a file, a directory nor a link");
    }
  }

  /** Nothing is written; a hard link may be another name of a symbolic one. */
  private void elsewhere(TarEntry entry) {
    switch (entry.type()) {
      case SYMBOLIC_LINK, HARD_LINK -> links.add(entry.path());
      case FILE, DIRECTORY, OTHER -> links.remove(entry.path());
    }
  }

  private void refuseWayThroughALink(TarEntry entry) throws ImageContentException {
    for (int i = 1; i < entry.path().size() && !links.isEmpty(); i++) {
      if (links.contains(entry.path().subList(0, i))) {
        throw new ImageContentException(shown(entry) + " is written through a link");
      }
    }
  }

  /** The wanted directory, or one on the way to it. */
  private void aboveOrAt(TarEntry entry) throws IOException {
    boolean onTheWay = entry.path().equals(wanted.subList(0, entry.path().size()));
    if (onTheWay && entry.type() != TarEntry.Type.DIRECTORY) {
      throw new ImageContentException(
          shown(entry) + " is not a directory, so the model cannot be found in it");
    }
  }

  /** Where a member is written: all directories on the way are directories. */
  private Path below(TarEntry entry, List<String> path, Set<Path> own) throws IOException {
    Path at = root;
    for (String part : path.subList(0, path.size() - 1)) {
      at = resolved(at, part, entry);
      if (Files.isSymbolicLink(at)) {
        throw new ImageContentException(shown(entry) + " is written through a link");
      }
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        directory(at);
        own.add(at);
      }
    }
    return resolved(at, path.getLast(), entry);
  }

  private static Path resolved(Path folder, String name, TarEntry entry)
      throws ImageContentException {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new ImageContentException(shown(entry) + " has a name that cannot be written here", e);
    }
  }

  private static void directory(Path target) throws IOException {
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      delete(target);
      Files.createDirectory(target);
    }
  }

  private void file(Path target, InputStream content) throws IOException {
    delete(target);
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = content.read(buffer, 0, BUFFER); read >= 0; read = content.read(buffer)) {
        bytes += read;
        if (bytes > maxBytes) {
          throw new ImageContentException(
              "the image has more than %d bytes, and there is no room for them"
                  .formatted(maxBytes));
        }
        out.write(buffer, 0, read);
      }
    }
  }

  private static Path destination(TarEntry entry) throws ImageContentException {
    try {
      return Path.of(entry.link());
    } catch (InvalidPathException e) {
      throw new ImageContentException(shown(entry) + " leads to what cannot be written here", e);
    }
  }

  /** To a file of this layer or a lower one. */
  private void hardLink(TarEntry entry, Path target) throws IOException {
    List<String> path = TarReader.path(entry.link());
    boolean inside = path.size() > wanted.size() && path.subList(0, wanted.size()).equals(wanted);
    Path existing = root;
    for (String part : inside ? path.subList(wanted.size(), path.size()) : List.<String>of()) {
      existing = resolved(existing, part, entry);
      if (Files.isSymbolicLink(existing)) {
        throw new ImageContentException(shown(entry) + " is a hard link through or to a link");
      }
    }
    if (!inside || !Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
      throw new ImageContentException(
          shown(entry) + " is a hard link to what is not a file of the model");
    }
    if (!existing.equals(target)) {
      delete(target);
      Files.createLink(target, existing);
    }
  }

  /** What lower layers have; what this layer wrote stays. */
  private void remove(List<String> folder, String name, Set<Path> own) throws IOException {
    boolean opaque = name.equals(OPAQUE);
    String hidden = opaque ? "" : name.substring(WHITEOUT.length());
    if (!opaque && (hidden.isEmpty() || hidden.equals(".") || hidden.equals(".."))) {
      throw new ImageContentException("a layer has a mark of removal without a name");
    }
    int common = Math.min(folder.size(), wanted.size());
    if (!folder.subList(0, common).equals(wanted.subList(0, common))) {
      return;
    }
    if (folder.size() < wanted.size()) {
      // Above the wanted directory: it may be removed as a whole.
      if (opaque || hidden.equals(wanted.get(folder.size()))) {
        clear(root, own);
      }
      return;
    }
    Path at = root;
    for (String part : folder.subList(wanted.size(), folder.size())) {
      at = at.resolve(part);
      if (Files.isSymbolicLink(at)) {
        throw new ImageContentException("a layer removes something through a link of the image");
      }
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
    }
    if (opaque) {
      clear(at, own);
    } else if (!own.contains(at.resolve(hidden))) {
      delete(at.resolve(hidden));
    }
  }

  /** Removes what lies in a folder, except for what this layer wrote. */
  private static void clear(Path folder, Set<Path> own) throws IOException {
    delete(folder, own, false);
  }

  private static void delete(Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      delete(target, Set.of(), true);
    }
  }

  private static void delete(Path top, Set<Path> kept, boolean itself) throws IOException {
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!kept.contains(file)) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!kept.contains(folder) && (itself || !folder.equals(top))) {
              Files.delete(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String shown(TarEntry entry) {
    return "in a layer, " + Printable.shortened(entry.name());
  }
}
