// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.Optional;

/**
 * The name of a shard, {@code path:start:end} (OMS 1.0, 6.3.2). The path may contain colons: only
 * the last two numbers are split off.
 *
 * @param path of the file from the model root
 * @param start first byte
 * @param end byte after the last one, more than {@code start}
 */
public record ShardName(String path, long start, long end) {
  /** Most digits of a number, so that none overflows. */
  private static final int MAX_DIGITS = 18;

  /**
   * Splits a name. Empty unless both numbers are decimal without leading zeros, have at most 18
   * digits, and the shard holds at least one byte, so that a range has only one name.
   */
  public static Optional<ShardName> of(String name) {
    int second = name.lastIndexOf(':');
    int first = second < 1 ? -1 : name.lastIndexOf(':', second - 1);
    if (first < 0) {
      return Optional.empty();
    }
    long start = number(name, first + 1, second);
    long end = number(name, second + 1, name.length());
    return start < 0 || end <= start
        ? Optional.empty()
        : Optional.of(new ShardName(name.substring(0, first), start, end));
  }

  private static long number(String name, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > MAX_DIGITS || (digits > 1 && name.charAt(from) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /** The name in statements. */
  public String text() {
    return path + ':' + start + ':' + end;
  }
}
