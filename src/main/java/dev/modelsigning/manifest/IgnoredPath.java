// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What lies at one ignored path of a model. Nothing of it is signed.
 *
 * @param path relative to the model's root
 * @param kind what is at the path itself
 * @param files how many entries other than folders are there; 0 if that is unknown
 * @param bytes their sizes together
 * @param complete whether everything was counted; false at the limit, and where reading is denied
 * @param names the first names, relative to the model's root, for people; of a link, its target
 */
public record IgnoredPath(
    String path, Kind kind, long files, long bytes, boolean complete, List<String> names) {

  /** What is at an ignored path. */
  public enum Kind {
    /** A regular file. */
    FILE("File"),
    /** A folder with something in it. */
    FOLDER("Folder"),
    /** A symbolic link. */
    LINK("Link"),
    /** A socket, FIFO or device. */
    SPECIAL("Special"),
    /** A folder that may not be listed, so that nobody knows what is in it. */
    UNREADABLE("Unreadable"),
    /** The {@code lost+found} of an ext file system, in which there has never been anything. */
    EMPTY("Empty");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** In CamelCase, as reports and the API write it. */
    public String text() {
      return text;
    }

    /** The kind of this text. */
    public static Optional<Kind> ofText(String text) {
      return Stream.of(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }
  }

  /** Copies the list; refuses negative counts. */
  public IgnoredPath {
    names = List.copyOf(names);
    if (files < 0 || bytes < 0) {
      throw new IllegalArgumentException("a count is negative");
    }
  }

  /** Whether nothing can be loaded from there. */
  public boolean holdsNothing() {
    return kind == Kind.EMPTY;
  }

  /** The same without names. */
  public IgnoredPath withoutNames() {
    return new IgnoredPath(path, kind, files, bytes, complete, List.of());
  }
}
