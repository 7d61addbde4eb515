// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.util.Locale;

/** Byte counts as text, in decimal units (kB, MB), as for disks and downloads. */
public final class ByteCount {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private ByteCount() {}

  /** Such as {@code 1.50 GB}. */
  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, UNITS[unit]);
  }
}
