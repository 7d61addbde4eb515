// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

/** Is called with the progress of hashing: at the start, every few megabytes, and at the end. */
@FunctionalInterface
public interface ProgressListener {
  /** Ignores progress. */
  ProgressListener NONE = progress -> {};

  /**
   * Called from the hashing threads, one call at a time, with numbers that never go down. It should
   * return at once: hashing waits for it.
   */
  void onProgress(Progress progress);
}
