// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelContentException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** A task whose bytes are being read. */
final class FileTask implements Closeable {
  /** Loaded with the first file. */
  private static final class Reading {
    private static final Optional<NativeFile.Calls> CALLS =
        NativeLibrary.get().map(NativeFile.Calls::new);
  }

  private final HashTask task;
  private final OpenFile file;
  private long position;
  private long forgotten;
  private boolean endSeen;

  private FileTask(HashTask task, OpenFile file) {
    this.task = task;
    this.file = file;
    this.position = task.start();
    this.forgotten = task.start();
  }

  /**
   * Opens the file of a task.
   *
   * @param nativeBuffers whether it is read into buffers outside Java's heap
   */
  static FileTask open(HashTask task, boolean nativeBuffers)
      throws IOException, ModelContentException {
    Optional<NativeFile.Calls> calls = nativeBuffers ? Reading.CALLS : Optional.empty();
    try {
      return new FileTask(
          task,
          calls.isPresent()
              ? new NativeFile(calls.get(), task.file())
              : new ChannelFile(task.file()));
    } catch (NoSuchFileException | FileSystemLoopException e) {
      throw task.file().changed();
    }
  }

  HashTask task() {
    return task;
  }

  boolean isDone() {
    return position == task.end();
  }

  /**
   * Fills the buffer, or reads to the task's end. It asks for one byte beyond the end of the file
   * where the buffer has room for it, and never for more, so that reading a growing file ends.
   *
   * @return bytes read
   */
  int read(ByteBuffer buffer, long address) throws IOException, ModelContentException {
    int wanted = (int) Math.min(buffer.remaining(), task.end() - position);
    boolean isLast = task.isAtEndOfFile() && position + wanted == task.end();
    int asked = isLast && wanted < buffer.remaining() ? wanted + 1 : wanted;
    buffer.limit(asked);
    int count = asked > 0 ? file.read(buffer, address, position) : 0;
    if (count < wanted) {
      throw task.file().changed();
    }
    position += wanted;
    if (asked > wanted) {
      endSeen(count - wanted);
    }
    return wanted;
  }

  /**
   * Refuses a file that has more content than its size states, as files of {@code /proc} do: the
   * digest would be one of a part. The buffer is free to be written to.
   */
  void checkEnd(ByteBuffer buffer, long address) throws IOException, ModelContentException {
    if (task.isAtEndOfFile() && !endSeen) {
      endSeen(file.read(buffer.limit(1), address, position));
    }
  }

  private void endSeen(int bytesBeyond) throws IOException, ModelContentException {
    if (bytesBeyond > 0) {
      throw file.isUnchanged() ? task.file().longerThanItsSize() : task.file().changed();
    }
    endSeen = true;
  }

  /** Refuses a file that was replaced or changed since the walk. */
  void checkUnchanged() throws IOException, ModelContentException {
    if (!file.isUnchanged()) {
      throw task.file().changed();
    }
  }

  /** Tells the page cache to drop what was read so far. */
  void dropBehind() {
    if (position > forgotten) { // a length of 0 means everything up to the end
      file.forget(forgotten, position - forgotten);
      forgotten = position;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
