// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelContentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The work of one thread: as many tasks at a time as its hasher has lanes. */
final class HashWorker implements AutoCloseable {
  /** How much of a file stays in the page cache behind the reader with {@code dropBehind}. */
  private static final long DROP_STEP_BYTES = 64L << 20;

  private final Supplier<Optional<HashTask>> waiting;
  private final HashEngine.Hasher hasher;
  private final ProgressCount progress;
  private final boolean dropBehind;
  private final Results results;
  private final @Nullable FileTask[] running;
  private final int[] lengths;
  private long sinceDrop;

  /** Receives the result of a task. */
  interface Results {
    void accept(HashTask task, byte[] result);
  }

  HashWorker(
      HashEngine engine,
      int lanes,
      Supplier<Optional<HashTask>> waiting,
      ProgressCount progress,
      boolean dropBehind,
      Results results) {
    this.waiting = waiting;
    this.hasher = engine.newHasher();
    this.progress = progress;
    this.dropBehind = dropBehind;
    this.results = results;
    this.running = new FileTask[lanes];
    this.lengths = new int[engine.lanes()];
  }

  /** Works until no task is waiting or running. */
  void run() throws IOException, ModelContentException {
    while (fillLanes()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("hashing was interrupted");
      }
      long read = 0;
      for (int lane = 0; lane < running.length; lane++) {
        FileTask task = running[lane];
        lengths[lane] = task == null ? 0 : task.read(hasher.buffer(lane), hasher.address(lane));
        read += lengths[lane];
      }
      hasher.update(lengths);
      progress.bytesDone(read);
      sinceDrop += read;
      for (int lane = 0; lane < running.length; lane++) {
        FileTask task = running[lane];
        if (task != null && task.isDone()) {
          finish(lane, task);
        } else if (task != null && dropBehind && sinceDrop >= DROP_STEP_BYTES) {
          task.dropBehind();
        }
      }
      if (sinceDrop >= DROP_STEP_BYTES) {
        sinceDrop = 0;
      }
    }
  }

  private boolean fillLanes() throws IOException, ModelContentException {
    boolean any = false;
    for (int lane = 0; lane < running.length; lane++) {
      if (running[lane] == null) {
        Optional<HashTask> next = waiting.get();
        if (next.isPresent()) {
          HashTask task = next.get();
          running[lane] = FileTask.open(task, hasher.address(lane) != 0);
          hasher.begin(lane, task.offset(), task.length(), task.whole());
        }
      }
      any |= running[lane] != null;
    }
    return any;
  }

  private void finish(int lane, FileTask task) throws IOException, ModelContentException {
    task.checkEnd(hasher.buffer(lane), hasher.address(lane));
    task.checkUnchanged();
    if (dropBehind) {
      task.dropBehind();
    }
    task.close();
    running[lane] = null;
    results.accept(task.task(), hasher.finish(lane));
    progress.taskDone(task.task());
  }

  /** Closes the files that a failure left open, and the hasher. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (FileTask task : running) {
      try {
        if (task != null) {
          task.close();
        }
      } catch (IOException e) { // the others are still closed
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    hasher.close();
    if (failure != null) {
      throw failure;
    }
  }
}
