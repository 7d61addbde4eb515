// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.FileIdentity;
import dev.modelsigning.manifest.walk.FileNames;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.TooManyOpenFilesException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Reads through liboms, which costs a fraction of java.nio per file and per read. */
final class NativeFile implements OpenFile {
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EIO = 5;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;
  private static final int EINVAL = 22;
  private static final int ENFILE = 23;
  private static final int EMFILE = 24;
  private static final int ELOOP = 40;
  private static final int ESTALE = 116;

  // struct oms_file
  private static final long OFFSET_OFFSET = 16;
  private static final long LENGTH_OFFSET = 24;
  private static final long BUFFER_OFFSET = 32;
  private static final long IDENTITY_OFFSET = 40;
  private static final long BYTES = 80;

  private final Calls calls;
  private final ModelFile file;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment struct;

  /** The library's functions. */
  static final class Calls {
    private final NativeLibrary library;
    private final MemorySegment open;
    private final MemorySegment describe;
    private final MemorySegment read;
    private final MemorySegment forget;
    private final MemorySegment close;

    Calls(NativeLibrary library) {
      this.library = library;
      this.open = library.function("oms_file_open");
      this.describe = library.function("oms_file_describe");
      this.read = library.function("oms_file_read");
      this.forget = library.function("oms_file_forget");
      this.close = library.function("oms_file_close");
    }
  }

  /** Opens the file; a link or anything but a regular file in its place counts as missing. */
  NativeFile(Calls calls, ModelFile file) throws IOException {
    this.calls = calls;
    this.file = file;
    this.struct = arena.allocate(BYTES, Long.BYTES);
    try {
      struct.set(ValueLayout.ADDRESS, 0, FileNames.nativePath(arena, file.path()));
      open();
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private void open() throws IOException {
    long status = calls.library.call(calls.open, struct, 0);
    if (status == -EINVAL || status == -ELOOP) {
      throw new NoSuchFileException(file.path().toString());
    }
    check(status);
  }

  private long check(long status) throws IOException {
    if (status >= 0) {
      return status;
    }
    String path = file.path().toString();
    throw switch ((int) -status) {
      case ENOENT, ENOTDIR -> new NoSuchFileException(path);
      case EACCES -> new AccessDeniedException(path);
      case EPERM -> new FileSystemException(path, null, "Operation not permitted");
      case EIO -> new FileSystemException(path, null, "Input/output error");
      case EMFILE -> new TooManyOpenFilesException(path);
      case ENFILE -> new FileSystemException(path, null, "Too many open files in system");
      case ESTALE -> new FileSystemException(path, null, "Stale file handle");
      default -> new FileSystemException(path, null, "errno " + -status);
    };
  }

  @Override
  public int read(ByteBuffer buffer, long address, long offset) throws IOException {
    struct.set(ValueLayout.JAVA_LONG, OFFSET_OFFSET, offset);
    struct.set(ValueLayout.JAVA_LONG, LENGTH_OFFSET, buffer.remaining());
    struct.set(ValueLayout.JAVA_LONG, BUFFER_OFFSET, address);
    return (int) check(calls.library.call(calls.read, struct, 0));
  }

  @Override
  public boolean isUnchanged() throws IOException {
    check(calls.library.call(calls.describe, struct, 0));
    return file.isStill(
        new FileIdentity(identity(0), identity(1), identity(2), identity(3), identity(4)));
  }

  private long identity(int index) {
    return struct.get(ValueLayout.JAVA_LONG, IDENTITY_OFFSET + (long) index * Long.BYTES);
  }

  @Override
  public void forget(long offset, long length) {
    struct.set(ValueLayout.JAVA_LONG, OFFSET_OFFSET, offset);
    struct.set(ValueLayout.JAVA_LONG, LENGTH_OFFSET, length);
    calls.library.call(calls.forget, struct, 0);
  }

  @Override
  public void close() throws IOException {
    try {
      check(calls.library.call(calls.close, struct, 0));
    } finally {
      arena.close();
    }
  }
}
