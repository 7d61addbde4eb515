// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * The state of one thread in liboms: a struct that ends with one buffer per lane. Only for the
 * thread that created it.
 */
abstract class NativeHasher implements HashEngine.Hasher {
  static final int DIGEST_BYTES = 32;

  /** The struct that is passed to the library's functions. */
  final MemorySegment context;

  private final NativeLibrary library;
  private final MemorySegment finish;
  private final long digestOffset;
  private final Buffers layout;
  private final ByteBuffer[] buffers;
  private final Arena arena = Arena.ofConfined();

  /**
   * The buffers at the end of the struct.
   *
   * @param lanes how many there are
   * @param first offset of the first one in the struct, bytes
   * @param bytes of each
   */
  record Buffers(int lanes, long first, int bytes) {
    long offset(int lane) {
      return first + (long) lane * bytes;
    }
  }

  /**
   * Allocates the struct, all zeros.
   *
   * @param finish the function that leaves a lane's digest in the struct
   * @param digestOffset of the digest in the struct, bytes
   */
  NativeHasher(NativeLibrary library, MemorySegment finish, long digestOffset, Buffers layout) {
    this.library = library;
    this.finish = finish;
    this.digestOffset = digestOffset;
    this.layout = layout;
    this.context = arena.allocate(layout.offset(layout.lanes()), 64);
    this.buffers = new ByteBuffer[layout.lanes()];
    for (int lane = 0; lane < buffers.length; lane++) {
      buffers[lane] = context.asSlice(layout.offset(lane), layout.bytes()).asByteBuffer();
    }
  }

  @Override
  public final ByteBuffer buffer(int lane) {
    return buffers[lane].clear();
  }

  @Override
  public final long address(int lane) {
    return context.address() + layout.offset(lane);
  }

  @Override
  public final byte[] finish(int lane) {
    library.call(finish, context, lane);
    return context.asSlice(digestOffset, DIGEST_BYTES).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public final void close() {
    arena.close();
  }
}
