// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A measured manifest without the files at some paths, and what was there. Tools and file systems
 * leave files beside a model that nobody signed, such as {@code .DS_Store}; whether they are
 * accepted is for a policy to say, to which they are reported like any unsigned content.
 *
 * @param rest the other files, in their order
 * @param content what was taken out, one entry for each path
 */
public record LeftOut(Manifest rest, IgnoredContent content) {
  private static final int NAMES = 3;

  /**
   * Takes the files at and below these paths out; empty if there are none, or no others, or their
   * names are not here. A file counts for the longest path that it is below, so that whoever
   * accepts this one accepts it.
   *
   * @param paths relative to the model, without a slash at the end
   */
  public static Optional<LeftOut> of(Manifest measured, Collection<String> paths) {
    if (measured.isSummary()) {
      return Optional.empty();
    }
    Set<String> wanted = Set.copyOf(paths);
    List<ManifestEntry> rest = new ArrayList<>();
    TreeMap<String, Set<String>> taken = new TreeMap<>(CodePointOrder.INSTANCE);
    for (ManifestEntry entry : measured.entries()) {
      String file = measured.fileOf(entry);
      Optional<String> path = longest(file, wanted);
      if (path.isPresent()) {
        taken.computeIfAbsent(path.get(), _ -> new LinkedHashSet<>()).add(file);
      } else {
        rest.add(entry);
      }
    }
    if (taken.isEmpty() || rest.isEmpty()) {
      return Optional.empty();
    }
    List<IgnoredPath> found = new ArrayList<>();
    taken.forEach((path, files) -> found.add(content(path, files)));
    return Optional.of(
        new LeftOut(
            new Manifest(measured.modelName(), measured.serialization(), rest),
            new IgnoredContent(found, 0)));
  }

  /** A manifest has no sizes, so that not everything was counted. */
  private static IgnoredPath content(String path, Set<String> files) {
    IgnoredPath.Kind kind = files.contains(path) ? IgnoredPath.Kind.FILE : IgnoredPath.Kind.FOLDER;
    return new IgnoredPath(
        path, kind, files.size(), 0, false, files.stream().limit(NAMES).toList());
  }

  /** Namespaces name as many paths as they like: the time depends on the file's depth alone. */
  private static Optional<String> longest(String file, Set<String> paths) {
    for (int end = file.length(); end > 0; end = file.lastIndexOf('/', end - 1)) {
      String path = file.substring(0, end);
      if (paths.contains(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
