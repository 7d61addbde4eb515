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
  private final long bufferOffset;
  private final ByteBuffer[] buffers;
  private final Arena arena = Arena.ofConfined();

  /**
   * Allocates the struct, all zeros.
   *
   * @param finish the function that leaves a lane's digest in the struct
   * @param digestOffset of the digest in the struct, bytes
   * @param bufferOffset of the first buffer in the struct, bytes; nothing follows the last buffer
   */
  NativeHasher(
      NativeLibrary library,
      MemorySegment finish,
      int lanes,
      long digestOffset,
      long bufferOffset) {
    this.library = library;
    this.finish = finish;
    this.digestOffset = digestOffset;
    this.bufferOffset = bufferOffset;
    this.context = arena.allocate(bufferOffset + (long) lanes * NativeLibrary.BUFFER_BYTES, 64);
    this.buffers = new ByteBuffer[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      buffers[lane] = context.asSlice(offset(lane), NativeLibrary.BUFFER_BYTES).asByteBuffer();
    }
  }

  private long offset(int lane) {
    return bufferOffset + (long) lane * NativeLibrary.BUFFER_BYTES;
  }

  @Override
  public final ByteBuffer buffer(int lane) {
    return buffers[lane].clear();
  }

  @Override
  public final long address(int lane) {
    return context.address() + offset(lane);
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
