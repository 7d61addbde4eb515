// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times in statuses. */
final class Times {
  private Times() {}

  /** Empty for an absent one, and for one that cannot be read. */
  static Optional<Instant> read(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
