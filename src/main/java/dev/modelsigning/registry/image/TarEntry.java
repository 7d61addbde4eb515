// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import java.util.List;

/**
 * A member of an archive.
 *
 * @param path its names from the root of the image, none of them empty, {@code .} or {@code ..}; no
 *     names for the root itself
 * @param type what it is
 * @param size of its content in bytes
 * @param link where a link leads, as it is written; empty for others
 */
record TarEntry(List<String> path, Type type, long size, String link) {
  enum Type {
    FILE,
    DIRECTORY,
    HARD_LINK,
    SYMBOLIC_LINK,
    /** A device, a pipe, or a kind that is not known here. */
    OTHER
  }

  TarEntry {
    path = List.copyOf(path);
  }

  String name() {
    return "/" + String.join("/", path);
  }
}
