// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.Locale;
import java.util.Optional;

/** How a model is cut into resources (OMS v1.0, 6.3). */
public enum SerializationMethod {
  /** One resource per file. */
  FILES,
  /** One resource per part of a file, all of one size but the last; none for an empty file. */
  SHARDS;

  /** The name in statements: {@code files} or {@code shards}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The method of that name in a statement; empty when there is none. */
  public static Optional<SerializationMethod> ofText(String text) {
    return switch (text) {
      case "files" -> Optional.of(FILES);
      case "shards" -> Optional.of(SHARDS);
      default -> Optional.empty();
    };
  }
}
