// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory on a volume, by the names that lead to it from the root; the root has none.
 *
 * @param names without empty ones and {@code .}; {@code ..} is kept, and a directory with it
 *     neither contains another nor is contained in one, because where it leads depends on links
 */
record Directory(List<String> names) {
  Directory {
    names = List.copyOf(names);
  }

  /** Reads a subPath; absent is the root. */
  static Directory of(@Nullable String subPath) {
    return new Directory(
        Stream.of(Objects.requireNonNullElse(subPath, "").split("/"))
            .filter(name -> !name.isEmpty() && !name.equals("."))
            .toList());
  }

  /** Whether the other directory is this one or lies below it. */
  boolean contains(Directory other) {
    return !names.contains("..")
        && !other.names.contains("..")
        && names.size() <= other.names.size()
        && names.equals(other.names.subList(0, names.size()));
  }

  /** For people. */
  String described() {
    return names.isEmpty() ? "the whole volume" : "the directory " + String.join("/", names);
  }
}
