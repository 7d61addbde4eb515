// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.List;

/**
 * What lies beside a model on its volume: in the directories that lead to it from the root of the
 * volume, apart from the way to the model.
 *
 * @param paths relative to the root of the volume, in code point order; what lies below is not
 *     listed
 * @param more how many further ones there are at least
 */
public record Siblings(List<String> paths, int more) {
  /** Nothing: the model is all of its volume, or alone on it. */
  public static final Siblings NONE = new Siblings(List.of(), 0);

  /** Copies the list; refuses a negative number. */
  public Siblings {
    paths = List.copyOf(paths);
    if (more < 0) {
      throw new IllegalArgumentException("the number of further paths is negative");
    }
  }
}
