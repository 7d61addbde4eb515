// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** SHA-256 of liboms: three streams at a time on one thread. */
final class NativeSha256 implements HashEngine {
  private static final int LANES = 3;

  // struct oms_sha256
  private static final long DIGEST_OFFSET = 16;
  private static final long BUFFER_OFFSET = 384;

  /** {@code OMS_BUFFER}. */
  private static final int BUFFER_BYTES = 128 << 10;

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

  private final class LaneHasher extends NativeHasher {
    LaneHasher() {
      super(library, finish, DIGEST_OFFSET, new Buffers(LANES, BUFFER_OFFSET, BUFFER_BYTES));
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
  }
}
