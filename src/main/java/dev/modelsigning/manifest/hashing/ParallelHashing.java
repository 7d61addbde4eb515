// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelContentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Hashes the streams of a plan with a few threads, the longest tasks first. */
final class ParallelHashing {
  private final HashEngine engine;
  private final HashPlan plan;
  private final int threads;
  private final ProgressCount progress;
  private final boolean dropBehind;
  private final byte[][][] results;
  private final ConcurrentLinkedQueue<HashTask> waiting;

  ParallelHashing(HashEngine engine, HashPlan plan, HashOptions options, ProgressCount progress) {
    this.engine = engine;
    this.plan = plan;
    this.threads = options.threadsFor(plan.tasks().size());
    this.progress = progress;
    this.dropBehind = options.dropBehind();
    this.results = new byte[plan.names().size()][][];
    int[] pieces = new int[results.length];
    for (HashTask task : plan.tasks()) {
      pieces[task.stream()]++;
    }
    for (int i = 0; i < pieces.length; i++) {
      results[i] = new byte[pieces[i]][];
    }
    // The longest first, so that no thread starts with it when the others have finished. The sort
    // is stable, so that pieces of one file are read in order, which is faster on most storage.
    List<HashTask> longestFirst = new ArrayList<>(plan.tasks());
    longestFirst.sort(Comparator.comparingLong(HashTask::length).reversed());
    this.waiting = new ConcurrentLinkedQueue<>(longestFirst);
  }

  /** The digests in the order of the streams. */
  List<byte[]> run() throws IOException, ModelContentException, InterruptedException {
    progress.start();
    if (threads == 1) {
      workHere();
    } else {
      workApart();
    }
    progress.end();
    return digests();
  }

  /** Hashes on this thread: starting another takes longer than hashing a tiny model. */
  private void workHere() throws IOException, ModelContentException, InterruptedException {
    try {
      work();
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      Thread.interrupted(); // the exception reports it from here on
      throw interrupted(e);
    }
  }

  private static InterruptedException interrupted(IOException cause) {
    InterruptedException e = new InterruptedException("hashing was interrupted");
    e.initCause(cause);
    return e;
  }

  private void workApart() throws IOException, ModelContentException, InterruptedException {
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("hash-", 0).factory())) {
      try {
        ExecutorCompletionService<Integer> workers = new ExecutorCompletionService<>(executor);
        for (int i = 0; i < threads; i++) {
          workers.submit(this::work);
        }
        for (int i = 0; i < threads; i++) {
          workers.take().get();
        }
      } catch (ExecutionException e) {
        throw unwrapped(e);
      } finally {
        executor.shutdownNow();
      }
    }
  }

  private List<byte[]> digests() {
    List<byte[]> digests = new ArrayList<>(results.length);
    for (byte[][] pieces : results) {
      // Plans have several pieces only for engines that join them.
      digests.add(
          pieces.length == 1
              ? pieces[0]
              : engine.pieces().orElseThrow().join(Arrays.asList(pieces)));
    }
    return digests;
  }

  private int work() throws IOException, ModelContentException {
    // No thread takes a second concurrent task while another thread has none.
    int lanes = Math.min(engine.lanes(), Math.ceilDiv(plan.tasks().size(), threads));
    try (HashWorker worker =
        new HashWorker(
            engine,
            Math.max(1, lanes),
            waiting,
            progress,
            dropBehind,
            (task, result) -> results[task.stream()][task.piece()] = result)) {
      worker.run();
    }
    return 0;
  }

  private static IOException unwrapped(ExecutionException e)
      throws IOException, ModelContentException, InterruptedException {
    return switch (e.getCause()) {
      case ModelContentException refusal -> throw refusal;
      case ClosedByInterruptException closed -> throw new InterruptedException();
      case IOException failure -> failure;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException("hashing failed", e);
    };
  }
}
