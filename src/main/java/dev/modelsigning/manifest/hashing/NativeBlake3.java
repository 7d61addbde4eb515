// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * BLAKE3 of liboms. Since BLAKE3 is a tree, pieces of a stream are hashed independently, by all
 * threads.
 */
final class NativeBlake3 implements HashEngine, HashEngine.Pieces {
  /** A power of two of buffers, large enough that opening the file for a piece is negligible. */
  static final long PIECE_BYTES = 16L << 20;

  // struct oms_blake3
  private static final long LENGTH_OFFSET = 8;
  private static final long WHOLE_OFFSET = 16;
  private static final long DIGEST_OFFSET = 24;
  private static final long BUFFER_OFFSET = 67712;

  /** {@code OMS_TREE_BUFFER}. */
  private static final int BUFFER_BYTES = 1 << 20;

  private final NativeLibrary library;
  private final MemorySegment begin;
  private final MemorySegment update;
  private final MemorySegment finish;

  NativeBlake3(NativeLibrary library) {
    this.library = library;
    this.begin = library.function("oms_blake3_begin");
    this.update = library.function("oms_blake3_update");
    this.finish = library.function("oms_blake3_finish");
  }

  @Override
  public String label() {
    return "native";
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public Optional<Pieces> pieces() {
    return Optional.of(this);
  }

  @Override
  public long bytes() {
    return PIECE_BYTES;
  }

  @Override
  public byte[] join(List<byte[]> results) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate((long) NativeHasher.DIGEST_BYTES * results.size(), 64);
      for (int i = 0; i < results.size(); i++) {
        MemorySegment.copy(
            MemorySegment.ofArray(results.get(i)),
            0,
            values,
            (long) NativeHasher.DIGEST_BYTES * i,
            NativeHasher.DIGEST_BYTES);
      }
      library.call(library.function("oms_blake3_join"), values, results.size());
      return values.asSlice(0, NativeHasher.DIGEST_BYTES).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Override
  public Hasher newHasher() {
    return new TreeHasher();
  }

  private final class TreeHasher extends NativeHasher {
    TreeHasher() {
      super(library, finish, DIGEST_OFFSET, new Buffers(1, BUFFER_OFFSET, BUFFER_BYTES));
    }

    @Override
    public void begin(int lane, long offset, long length, boolean whole) {
      context.set(ValueLayout.JAVA_LONG, 0, offset);
      context.set(ValueLayout.JAVA_LONG, LENGTH_OFFSET, length);
      context.set(ValueLayout.JAVA_LONG, WHOLE_OFFSET, whole ? 1 : 0);
      library.call(begin, context, lane);
    }

    @Override
    public void update(int[] lengths) {
      library.call(update, context, lengths[0]);
    }
  }
}
