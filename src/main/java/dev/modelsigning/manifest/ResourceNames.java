// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import dev.modelsigning.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rules for names of resources and ignored paths (OMS v1.0, 6.1.2 and 6.2.1). */
public final class ResourceNames {
  /** Longest name taken, in UTF-16 units; Linux paths end at 4,096 bytes. */
  public static final int MAX_LENGTH = 4096;

  /** What stands for the only file of a single-file model in bundles of the Python reference. */
  public static final String SINGLE_FILE = ".";

  private static final int PRINTED = 200;

  private ResourceNames() {}

  /** What is wrong with the name of a resource; empty when it is well formed. */
  public static Optional<String> problemWith(String name) {
    if (name.isEmpty()) {
      return Optional.of("is empty");
    }
    if (name.length() > MAX_LENGTH) {
      return Optional.of("is longer than " + MAX_LENGTH + " characters");
    }
    if (name.indexOf('\0') >= 0) {
      return Optional.of("holds a NUL");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return Optional.of("is not valid Unicode");
    }
    if (name.startsWith("/")) {
      return Optional.of("is absolute");
    }
    if (name.endsWith("/")) {
      return Optional.of("ends with '/'");
    }
    for (String component : name.split("/", -1)) {
      switch (component) {
        case "" -> {
          return Optional.of("has an empty component");
        }
        case "." -> {
          return Optional.of("has a component '.'");
        }
        case ".." -> {
          return Optional.of("has a component '..'");
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  /**
   * What is wrong with an ignored path; empty when it is well formed. The same rules, and no
   * wildcards; one trailing '/' is taken, since signers write directories with it.
   */
  public static Optional<String> problemWithIgnored(String path) {
    if (path.chars().anyMatch(c -> c == '*' || c == '?' || c == '[')) {
      return Optional.of("holds a wildcard (* ? [)");
    }
    return problemWith(withoutTrailingSlash(path));
  }

  public static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** The name for a message: one line of at most {@value #PRINTED} code points. */
  public static String printable(String name) {
    return Printable.of(name, PRINTED);
  }
}
