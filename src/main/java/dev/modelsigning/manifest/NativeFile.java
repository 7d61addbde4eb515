package dev.modelsigning.manifest;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Reads through our own library, at a fraction of the cost per file and per read. */
final class NativeFile implements OpenFile {
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;
  private static final int EINVAL = 22;
  private static final int ELOOP = 40;

  // struct oms_file
  private static final long OFFSET_OFFSET = 16;
  private static final long LENGTH_OFFSET = 24;
  private static final long BUFFER_OFFSET = 32;
  private static final long SIZE_OFFSET = 40;
  private static final long SECONDS_OFFSET = 48;
  private static final long NANOS_OFFSET = 56;
  private static final long BYTES = 96;

  private final Calls calls;
  private final ModelFile file;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment struct;
  private final byte[] before;

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

  /** Opens it; a link, or anything else than a file, in its place is taken for a missing file. */
  NativeFile(Calls calls, ModelFile file) throws IOException {
    this.calls = calls;
    this.file = file;
    this.struct = arena.allocate(BYTES, Long.BYTES);
    try {
      struct.set(ValueLayout.ADDRESS, 0, FileNames.nativePath(arena, file.path()));
      check(calls.library.call(calls.open, struct, 0));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
    this.before = description();
  }

  private byte[] description() {
    return struct.asSlice(SIZE_OFFSET, BYTES - SIZE_OFFSET).toArray(ValueLayout.JAVA_BYTE);
  }

  private long check(long status) throws IOException {
    if (status >= 0) {
      return status;
    }
    throw switch ((int) -status) {
      case ENOENT, ENOTDIR, EINVAL, ELOOP -> new NoSuchFileException(file.path().toString());
      case EACCES -> new AccessDeniedException(file.path().toString());
      default -> new IOException("reading " + file.path() + " failed with errno " + -status);
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
    return struct.get(ValueLayout.JAVA_LONG, SIZE_OFFSET) == file.size()
        && file.isModifiedAt(
            struct.get(ValueLayout.JAVA_LONG, SECONDS_OFFSET),
            struct.get(ValueLayout.JAVA_LONG, NANOS_OFFSET))
        && java.util.Arrays.equals(before, description());
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
