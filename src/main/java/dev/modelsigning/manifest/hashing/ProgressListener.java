// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

/** Hears how far hashing is: at the start, after every few megabytes, and at the end. */
@FunctionalInterface
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = progress -> {};

  /**
   * Called from the hashing threads, one call at a time, with numbers that never go down. It should
   * return at once: hashing waits for it.
   */
  void onProgress(Progress progress);
}
