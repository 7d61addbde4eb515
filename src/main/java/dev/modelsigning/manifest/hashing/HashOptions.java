// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.nio.file.Path;
import java.util.Set;

/**
 * How to hash; nothing here changes a digest except which files are left out.
 *
 * @param threads threads that read and hash, each with less than 1 MiB of buffers; 0 for as many as
 *     processors; never more than there are files, shards or pieces to hash
 * @param dropBehind tell the kernel to forget what was read, so that a large model does not push
 *     everything else out of the page cache; best effort, Linux only
 * @param excludedFiles files to leave out wherever they are, for the signature file
 * @param progress hears how far hashing is
 */
public record HashOptions(
    int threads, boolean dropBehind, Set<Path> excludedFiles, ProgressListener progress) {

  /** Copies the set; refuses a negative number of threads. */
  public HashOptions {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads: 0 (as many as processors) or more, not " + threads);
    }
    excludedFiles = Set.copyOf(excludedFiles);
  }

  /** As many threads as processors, page cache kept, nothing left out, no progress. */
  public static HashOptions defaults() {
    return new HashOptions(0, false, Set.of(), ProgressListener.NONE);
  }

  /** The same with these files left out. */
  public HashOptions excluding(Path... files) {
    return new HashOptions(threads, dropBehind, Set.of(files), progress);
  }

  /** The same with so many threads; 0 for as many as processors. */
  public HashOptions withThreads(int number) {
    return new HashOptions(number, dropBehind, excludedFiles, progress);
  }

  int threadsFor(int tasks) {
    int wanted = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return Math.max(1, Math.min(wanted, tasks));
  }
}
