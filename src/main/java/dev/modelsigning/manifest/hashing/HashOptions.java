// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.IgnoredContent;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to hash. Nothing here changes a digest, except for the excluded files.
 *
 * @param threads threads that read and hash, each with less than 1 MiB of buffers; 0 for the number
 *     of processors; never more are used than there are files, shards or pieces
 * @param dropBehind whether the kernel is told to drop what was read, so that a large model does
 *     not evict everything else from the page cache; best effort, Linux only
 * @param excludedFiles files that are not part of the model, such as the signature file
 * @param progress the listener that is called
 * @param ignored told once, before anything is read, what lies at paths that are not measured
 */
public record HashOptions(
    int threads,
    boolean dropBehind,
    Set<Path> excludedFiles,
    ProgressListener progress,
    Consumer<IgnoredContent> ignored) {

  /** Copies the set; refuses a negative number of threads. */
  public HashOptions {
    if (threads < 0) {
      throw new IllegalArgumentException("threads is " + threads + ", not 0 or more");
    }
    excludedFiles = Set.copyOf(excludedFiles);
  }

  /** Options for callers that have no use for what lies at ignored paths. */
  public HashOptions(
      int threads, boolean dropBehind, Set<Path> excludedFiles, ProgressListener progress) {
    this(threads, dropBehind, excludedFiles, progress, content -> {});
  }

  /** One thread per processor, page cache kept, no file excluded, no progress. */
  public static HashOptions defaults() {
    return new HashOptions(0, false, Set.of(), ProgressListener.NONE);
  }

  /** The same with these files excluded. */
  public HashOptions excluding(Path... files) {
    return new HashOptions(threads, dropBehind, Set.of(files), progress, ignored);
  }

  /** The same with this number of threads; 0 for the number of processors. */
  public HashOptions withThreads(int number) {
    return new HashOptions(number, dropBehind, excludedFiles, progress, ignored);
  }

  /** The same with this listener for what lies at ignored paths. */
  public HashOptions reportingIgnored(Consumer<IgnoredContent> listener) {
    return new HashOptions(threads, dropBehind, excludedFiles, progress, listener);
  }

  int threadsFor(int tasks) {
    int wanted = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    return Math.max(1, Math.min(wanted, tasks));
  }
}
