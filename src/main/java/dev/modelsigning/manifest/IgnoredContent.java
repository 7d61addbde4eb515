// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.List;

/**
 * What lies at the ignored paths of a model apart from what is expected there: the signature file,
 * and small files named {@code .gitattributes} and {@code .gitignore}.
 *
 * @param paths in code point order
 * @param more how many further paths hold something
 */
public record IgnoredContent(List<IgnoredPath> paths, int more) {
  /** Nothing but what is expected. */
  public static final IgnoredContent NONE = new IgnoredContent(List.of(), 0);

  /** Copies the list; refuses a negative number. */
  public IgnoredContent {
    paths = List.copyOf(paths);
    if (more < 0) {
      throw new IllegalArgumentException("the number of further paths is negative");
    }
  }

  /** Whether there is nothing to report. */
  public boolean isEmpty() {
    return paths.isEmpty() && more == 0;
  }
}
