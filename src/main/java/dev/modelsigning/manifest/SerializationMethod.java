// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.Locale;
import java.util.Optional;

/** How a model is divided into resources (OMS 1.0, 6.3). */
public enum SerializationMethod {
  /** One resource per file. */
  FILES,
  /**
   * One resource per part of a file, all of the same size except the last; none for an empty file.
   */
  SHARDS;

  /** The name in statements: {@code files} or {@code shards}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The method with this name in statements; empty if there is none. */
  public static Optional<SerializationMethod> ofText(String text) {
    return switch (text) {
      case "files" -> Optional.of(FILES);
      case "shards" -> Optional.of(SHARDS);
      default -> Optional.empty();
    };
  }
}
