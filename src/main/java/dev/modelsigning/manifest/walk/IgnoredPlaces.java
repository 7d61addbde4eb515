// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.CodePointOrder;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.IgnoredPath.Kind;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths that are not part of a model, and what lies there. Nothing signs it, and yet a server
 * could load it, so it is reported; except what is expected: an excluded regular file, which the
 * caller reads as the signature, and git's own small files.
 */
final class IgnoredPlaces {
  /** Most paths that are reported. */
  static final int MAX_PATHS = 1000;

  /** Larger ones are reported: real files of these names have one or two kilobytes. */
  static final int MAX_GIT_FILE = 16 << 10;

  private static final Set<String> GIT_FILES = Set.of(".gitattributes", ".gitignore");

  private final Set<String> names = new HashSet<>(Serialization.DEFAULT_IGNORES);
  private final Path root;
  private final boolean followed;
  private final Set<Path> excluded;
  private final LinkTargets links;
  private final List<IgnoredPath> found = new ArrayList<>();
  private final IgnoredCount count;
  private final boolean looking;
  private int more;

  /**
   * The places of one walk.
   *
   * @param root real path of the model
   * @param excluded files by the path that the caller knows
   * @param looking whether what lies there is wanted; a second walk has no use for it
   */
  IgnoredPlaces(Path root, Serialization serialization, Set<Path> excluded, boolean looking)
      throws IOException {
    serialization.ignorePaths().stream()
        .map(ResourceNames::withoutTrailingSlash)
        .forEach(names::add);
    this.root = root;
    this.followed = serialization.allowSymlinks();
    this.excluded = resolved(excluded);
    this.links = new LinkTargets(root);
    this.count = new IgnoredCount(root, this.excluded);
    this.looking = looking;
  }

  /** The excluded paths in the walk's form: real directory and unresolved last component. */
  private static Set<Path> resolved(Set<Path> excluded) throws IOException {
    Set<Path> resolved = new HashSet<>();
    for (Path path : excluded) {
      Path absolute = path.toAbsolutePath().normalize();
      Path parent = absolute.getParent();
      Path name = absolute.getFileName();
      if (parent != null && name != null && Files.isDirectory(parent)) {
        resolved.add(parent.toRealPath().resolve(name));
      }
    }
    return resolved;
  }

  /** Whether the path of this name is ignored, with everything below it. */
  boolean ignores(String name) {
    return names.contains(name);
  }

  /** Whether the file or link at this path is excluded, whatever its name is. */
  boolean excludes(Path path) {
    return excluded.contains(path);
  }

  /** Looks at a file or link that is ignored or excluded. */
  void seeFile(String name, Path path, BasicFileAttributes attributes) throws IOException {
    if (!looking || isExpected(name, path, attributes)) {
      return;
    }
    if (attributes.isSymbolicLink()) {
      String target = ResourceNames.printable(Files.readSymbolicLink(path).toString());
      report(new IgnoredPath(name, Kind.LINK, 1, 0, true, List.of(target)));
    } else {
      Kind kind = attributes.isRegularFile() ? Kind.FILE : Kind.SPECIAL;
      report(new IgnoredPath(name, kind, 1, attributes.size(), true, List.of()));
    }
  }

  private boolean isExpected(String name, Path path, BasicFileAttributes attributes)
      throws IOException {
    boolean git = GIT_FILES.contains(name);
    if (!git && !excludes(path)) {
      return false;
    }
    BasicFileAttributes file = attributes;
    if (attributes.isSymbolicLink()) {
      try {
        Path target = links.of(path, name);
        // Only a model that was signed with links is mounted together with the blobs beside it.
        if (!followed && !target.startsWith(root)) {
          return false;
        }
        file = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (ModelContentException e) {
        return false; // leads out of the model, so it is not what it should be
      }
    }
    return file.isRegularFile() && (excludes(path) || file.size() <= MAX_GIT_FILE);
  }

  /** Looks into an ignored folder. */
  void seeFolder(String name, Path folder) throws IOException {
    if (!looking) {
      return;
    }
    IgnoredPath content = count.of(name, folder);
    if (content.files() > 0 || !content.complete()) {
      report(content);
    }
  }

  /** Reports an ignored path that cannot be looked at. */
  void seeUnreadable(String name, Path path) {
    if (!seeUntouched(name, path)) {
      report(new IgnoredPath(name, Kind.UNREADABLE, 0, 0, false, List.of()));
    }
  }

  /**
   * Reports a folder that cannot be listed and needs not be, since nothing has ever been in it.
   *
   * @return whether that is so
   */
  boolean seeUntouched(String name, Path folder) {
    boolean untouched = LostAndFound.isUntouched(folder);
    if (untouched) {
      report(new IgnoredPath(name, Kind.EMPTY, 0, 0, true, List.of()));
    }
    return untouched;
  }

  private void report(IgnoredPath path) {
    if (found.size() < MAX_PATHS) {
      found.add(path);
    } else {
      more++;
    }
  }

  /** What was seen so far. */
  IgnoredContent content() {
    if (found.isEmpty()) {
      return IgnoredContent.NONE; // nearly always, and without loading a comparator
    }
    found.sort(Comparator.comparing(IgnoredPath::path, CodePointOrder.INSTANCE));
    return new IgnoredContent(found, more);
  }
}
