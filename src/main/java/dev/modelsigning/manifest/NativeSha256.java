package dev.modelsigning.manifest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** SHA-256 of our own library: three streams at a time on one thread. */
final class NativeSha256 implements HashEngine {
  private static final int LANES = 3;
  private static final int DIGEST_BYTES = 32;

  // struct oms_sha256
  private static final long DIGEST_OFFSET = 16;
  private static final long BUFFER_OFFSET = 384;

  private final NativeLibrary library;
  private final MemorySegment begin;
  private final MemorySegment update;
  private final MemorySegment finish;

  NativeSha256(NativeLibrary library) {
    this.library = library;
    this.begin = library.function("oms_sha256_begin");
    this.update = library.function("oms_sha256_update");
    this.finish = library.function("oms_sha256_finish");
  }

  @Override
  public String label() {
    return "native";
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public Hasher newHasher() {
    return new LaneHasher();
  }

  private final class LaneHasher implements Hasher {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment context =
        arena.allocate(BUFFER_OFFSET + (long) LANES * NativeLibrary.BUFFER_BYTES, 64);
    private final ByteBuffer[] buffers = new ByteBuffer[LANES];

    LaneHasher() {
      for (int lane = 0; lane < LANES; lane++) {
        long offset = BUFFER_OFFSET + (long) lane * NativeLibrary.BUFFER_BYTES;
        buffers[lane] = context.asSlice(offset, NativeLibrary.BUFFER_BYTES).asByteBuffer();
      }
    }

    @Override
    public ByteBuffer buffer(int lane) {
      return buffers[lane].clear();
    }

    @Override
    public long address(int lane) {
      return context.address() + BUFFER_OFFSET + (long) lane * NativeLibrary.BUFFER_BYTES;
    }

    @Override
    public void begin(int lane, long offset, long length, boolean whole) {
      library.call(begin, context, lane);
    }

    @Override
    public void update(int[] lengths) {
      for (int lane = 0; lane < LANES; lane++) {
        context.setAtIndex(ValueLayout.JAVA_INT, lane, lengths[lane]);
      }
      library.call(update, context, LANES);
    }

    @Override
    public byte[] finish(int lane) {
      library.call(finish, context, lane);
      return context.asSlice(DIGEST_OFFSET, DIGEST_BYTES).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
