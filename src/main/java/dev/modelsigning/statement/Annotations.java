// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import dev.modelsigning.text.Printable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a signer states about the model as a whole: version, licence, origin. It is the member
 * {@code annotations} of the statement's only subject, an in-toto resource descriptor, since the
 * predicate of OMS 1.0 allows no additional members.
 *
 * @param values texts by key, sorted; at most {@link #MAX_COUNT}. Keys have at most {@link
 *     #MAX_KEY} letters, digits, '.', '_', '-' and '/'; values at most {@link #MAX_VALUE}
 *     characters, none of them a control character
 */
public record Annotations(Map<String, String> values) {
  /** No annotations. */
  public static final Annotations NONE = new Annotations(Map.of());

  /** The most annotations of a statement. */
  public static final int MAX_COUNT = 64;

  /** The most characters of a key. */
  public static final int MAX_KEY = 256;

  /** The most characters of a value. */
  public static final int MAX_VALUE = 4096;

  /** The prefix of this project's keys. */
  public static final String PREFIX = "dev.modelsigning/";

  /** This project's keys; other vendors use their own prefixes. */
  public static final List<String> KNOWN =
      List.of(
          PREFIX + "base-model",
          PREFIX + "kind",
          PREFIX + "license",
          PREFIX + "model-card-digest",
          PREFIX + "model-version",
          PREFIX + "training-data");

  /** Copies the map; refuses too many annotations, and those with a {@link #problemWith}. */
  public Annotations {
    if (values.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          "there are %d annotations; the limit is %d".formatted(values.size(), MAX_COUNT));
    }
    for (Map.Entry<String, String> annotation : values.entrySet()) {
      Optional<String> problem = problemWith(annotation.getKey(), annotation.getValue());
      if (problem.isPresent()) {
        throw new IllegalArgumentException(problem.get());
      }
    }
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Why key and value are not a valid annotation; empty if they are. */
  public static Optional<String> problemWith(String key, String value) {
    if (key.isEmpty()
        || key.length() > MAX_KEY
        || !key.chars().allMatch(Annotations::isKeyCharacter)) {
      return Optional.of(
          "the annotation key '%s' is not 1 to %d letters, digits, '.', '_', '-' and '/'"
              .formatted(Printable.shortened(key), MAX_KEY));
    }
    if (value.length() > MAX_VALUE || value.codePoints().anyMatch(Annotations::isNotText)) {
      return Optional.of(
          "the value of the annotation '%s' has more than %d characters, control characters, or an unpaired surrogate"
              .formatted(key, MAX_VALUE));
    }
    return Optional.empty();
  }

  private static boolean isKeyCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '/';
  }

  private static boolean isNotText(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** Whether there are no annotations. */
  public boolean isEmpty() {
    return values.isEmpty();
  }
}
