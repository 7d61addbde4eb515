// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelContentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Hashes the streams of a plan with a few threads, the longest tasks first. */
final class ParallelHashing {
  /** Shorter tasks need no order: none keeps a thread busy for long. */
  private static final long SHORT_BYTES = 1 << 20;

  private final HashEngine engine;
  private final HashPlan plan;
  private final int threads;
  private final ProgressCount progress;
  private final boolean dropBehind;
  private final int digestBytes;

  /** The digests one after the other, in the order of the streams. */
  private final byte[] digests;

  /** The results of streams with several tasks, until they are joined. */
  private final Map<Integer, byte[][]> pieces = new HashMap<>();

  private final int[] order;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * Hashing of a plan.
   *
   * @param digestBytes the length of a digest
   */
  ParallelHashing(
      HashEngine engine,
      HashPlan plan,
      int digestBytes,
      HashOptions options,
      ProgressCount progress) {
    this.engine = engine;
    this.plan = plan;
    this.threads = options.threadsFor(plan.tasks());
    this.progress = progress;
    this.dropBehind = options.dropBehind();
    this.digestBytes = digestBytes;
    this.digests = new byte[Math.multiplyExact(plan.streams(), digestBytes)];
    for (int stream = 0; stream < plan.streams(); stream++) {
      if (plan.pieces(stream) > 1) {
        pieces.put(stream, new byte[plan.pieces(stream)][]);
      }
    }
    this.order = longestFirst(plan);
  }

  /**
   * The longest first, so that no thread starts with it when the others have finished. The sort is
   * stable, so that pieces of one file are read in order, which is faster on most storage; so are
   * short files in the order of their names.
   */
  private static int[] longestFirst(HashPlan plan) {
    IntStream all = IntStream.range(0, plan.tasks());
    IntStream longOnes =
        all.filter(task -> plan.length(task) >= SHORT_BYTES)
            .boxed()
            .sorted(Comparator.comparingLong((Integer task) -> plan.length(task)).reversed())
            .mapToInt(Integer::intValue);
    IntStream shortOnes =
        IntStream.range(0, plan.tasks()).filter(task -> plan.length(task) < SHORT_BYTES);
    return IntStream.concat(longOnes, shortOnes).toArray();
  }

  private Optional<HashTask> poll() {
    int place = next.getAndIncrement();
    return place < order.length ? Optional.of(plan.task(order[place])) : Optional.empty();
  }

  private void put(HashTask task, byte[] result) {
    byte[][] several = pieces.get(task.stream());
    if (several == null) {
      System.arraycopy(result, 0, digests, task.stream() * digestBytes, digestBytes);
    } else {
      several[task.piece()] = result;
    }
  }

  /** The digests one after the other, in the order of the streams. */
  byte[] run() throws IOException, ModelContentException, InterruptedException {
    progress.start();
    if (threads == 1) {
      workHere();
    } else {
      workApart();
    }
    progress.end();
    // Plans have several pieces only for engines that join them.
    pieces.forEach(
        (stream, results) ->
            System.arraycopy(
                engine.pieces().orElseThrow().join(Arrays.asList(results)),
                0,
                digests,
                stream * digestBytes,
                digestBytes));
    return digests;
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

  private int work() throws IOException, ModelContentException {
    // No thread takes a second concurrent task while another thread has none.
    int lanes = Math.min(engine.lanes(), Math.ceilDiv(plan.tasks(), threads));
    try (HashWorker worker =
        new HashWorker(engine, Math.max(1, lanes), this::poll, progress, dropBehind, this::put)) {
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
