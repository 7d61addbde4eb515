package dev.modelsigning.manifest;

import dev.modelsigning.manifest.ModelContentException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Hashes files with a few threads, largest file first, one buffer per thread. */
final class ParallelHashing {
  /** How much of a file stays in the page cache behind the reader when it drops behind. */
  private static final long DROP_STEP_BYTES = 64L << 20;

  private final HashEngine engine;
  private final List<ModelFile> files;
  private final HashOptions options;
  private final ProgressCount progress;
  private final Optional<PageCache> pageCache;
  private final Digest[] digests;
  private final ConcurrentLinkedQueue<Integer> waiting;

  ParallelHashing(HashEngine engine, List<ModelFile> files, HashOptions options) {
    this.engine = engine;
    this.files = files;
    this.options = options;
    this.progress = new ProgressCount(files, options.progress());
    this.pageCache = options.dropBehind() ? PageCache.load() : Optional.empty();
    this.digests = new Digest[files.size()];
    // The largest first, so that no thread starts on it when the others are done.
    this.waiting =
        new ConcurrentLinkedQueue<>(
            IntStream.range(0, files.size())
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> files.get(i).size()).reversed())
                .toList());
  }

  /** The digests in the order of the files. */
  List<Digest> run() throws IOException, ModelContentException, InterruptedException {
    progress.start();
    int threads = options.threadsFor(files.size());
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("hash-", 0).factory())) {
      try {
        ExecutorCompletionService<Integer> workers = new ExecutorCompletionService<>(executor);
        for (int i = 0; i < threads; i++) {
          workers.submit(this::hashWaiting);
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
    return new ArrayList<>(Arrays.asList(digests));
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

  private int hashWaiting() throws IOException, ModelContentException {
    int done = 0;
    try (HashEngine.Hasher hasher = engine.newHasher()) {
      for (Integer next = waiting.poll(); next != null; next = waiting.poll()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("hashing was interrupted");
        }
        digests[next] = hash(files.get(next), hasher);
        done++;
      }
    }
    return done;
  }

  private Digest hash(ModelFile file, HashEngine.Hasher hasher)
      throws IOException, ModelContentException {
    long read;
    hasher.begin();
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      read = readAll(file, channel, hasher);
    } catch (NoSuchFileException e) {
      throw changed(file);
    }
    if (read != file.size() || !file.isUnchanged(attributesNow(file))) {
      throw changed(file);
    }
    progress.fileDone();
    return hasher.finish();
  }

  private long readAll(ModelFile file, FileChannel channel, HashEngine.Hasher hasher)
      throws IOException, ModelContentException {
    long total = 0;
    long dropped = 0;
    while (true) {
      ByteBuffer buffer = hasher.buffer();
      int length = channel.read(buffer);
      if (length < 0) {
        break;
      }
      hasher.update(length);
      total += length;
      // Without this check a file that grows as fast as it is read would never end.
      if (total > file.size()) {
        throw changed(file);
      }
      progress.bytesDone(length);
      if (total - dropped >= DROP_STEP_BYTES) {
        drop(file, total);
        dropped = total;
      }
    }
    drop(file, 0);
    return total;
  }

  private void drop(ModelFile file, long length) {
    pageCache.ifPresent(cache -> cache.drop(file.path(), length));
  }

  private static BasicFileAttributes attributesNow(ModelFile file)
      throws IOException, ModelContentException {
    try {
      return Files.readAttributes(
          file.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw changed(file);
    }
  }

  private static ModelContentException changed(ModelFile file) {
    return new ModelContentException(
        Reason.CHANGED_WHILE_READING,
        file.name(),
        "'%s' was changed while it was read; stop what writes to the model and try again"
            .formatted(ResourceNames.printable(file.name())));
  }
}
