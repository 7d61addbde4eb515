// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

import dev.modelsigning.manifest.ResourceNames;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a signer states about the model as a whole: version, licence, where it comes from. It is the
 * member {@code annotations} of the statement's one subject, an in-toto resource descriptor, since
 * the predicate of OMS v1.0 allows no members of its own.
 *
 * @param values key to text, in the order of the keys; at most {@link #MAX_COUNT}. Keys have at
 *     most {@link #MAX_KEY} letters, digits, '.', '_', '-' and '/'; values at most {@link
 *     #MAX_VALUE} characters, none of them a control character
 */
public record Annotations(Map<String, String> values) {
  /** No statements at all. */
  public static final Annotations NONE = new Annotations(Map.of());

  /** Most annotations of a statement. */
  public static final int MAX_COUNT = 64;

  /** Most characters of a key. */
  public static final int MAX_KEY = 256;

  /** Most characters of a value. */
  public static final int MAX_VALUE = 4096;

  /** What keys of ours begin with. */
  public static final String PREFIX = "dev.modelsigning/";

  /** The keys of ours; other vendors use their own prefix. */
  public static final List<String> KNOWN =
      List.of(
          PREFIX + "base-model",
          PREFIX + "kind",
          PREFIX + "license",
          PREFIX + "model-card-digest",
          PREFIX + "model-version",
          PREFIX + "training-data");

  /** Copies; refuses what {@link #problemWith} does not pass, and too many. */
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

  /** Why this is no annotation; empty when it is one. */
  public static Optional<String> problemWith(String key, String value) {
    if (key.isEmpty() || key.length() > MAX_KEY || !key.chars().allMatch(Annotations::isOfKey)) {
      return Optional.of(
          "the annotation key '%s' is not 1 to %d letters, digits, '.', '_', '-' and '/'"
              .formatted(ResourceNames.printable(key), MAX_KEY));
    }
    if (value.length() > MAX_VALUE || value.codePoints().anyMatch(Annotations::isNoText)) {
      return Optional.of(
          "the annotation '%s' has a value of more than %d characters, or with control characters or half of one"
              .formatted(key, MAX_VALUE));
    }
    return Optional.empty();
  }

  private static boolean isOfKey(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '/';
  }

  private static boolean isNoText(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }
}
