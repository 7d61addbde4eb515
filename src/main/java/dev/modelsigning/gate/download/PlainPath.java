// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A path that leads where its names say: without {@code ..}.
 *
 * @param names from the root on; the root has none
 */
record PlainPath(List<String> names) {
  PlainPath {
    names = List.copyOf(names);
  }

  /** An absolute path in its shortest form; empty for every other text. */
  static Optional<PlainPath> absolute(@Nullable String text) {
    String path = Objects.requireNonNullElse(text, "");
    return path.startsWith("/")
        ? ofNames(path.substring(1)).filter(plain -> plain.text().equals(path))
        : Optional.empty();
  }

  /** A directory of a volume; absent is the root. Empty when a name is {@code ..}. */
  static Optional<PlainPath> onVolume(@Nullable String subPath) {
    return ofNames(Objects.requireNonNullElse(subPath, ""));
  }

  private static Optional<PlainPath> ofNames(String path) {
    List<String> names =
        Stream.of(path.split("/", -1))
            .filter(name -> !name.isEmpty() && !name.equals("."))
            .toList();
    return names.contains("..") ? Optional.empty() : Optional.of(new PlainPath(names));
  }

  /** Whether the other one is this one or below it. */
  boolean contains(PlainPath other) {
    return names.size() <= other.names.size() && names.equals(other.names.subList(0, names.size()));
  }

  /** Where the other one is below this one, which contains it. */
  PlainPath relative(PlainPath other) {
    return new PlainPath(other.names.subList(names.size(), other.names.size()));
  }

  /** Whether it is the same or one is below the other. */
  boolean touches(PlainPath other) {
    return contains(other) || other.contains(this);
  }

  /** As an absolute path. */
  String text() {
    return "/" + String.join("/", names);
  }
}
