// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.Digest;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The digests of the machine's OpenSSL 3, called through {@code java.lang.foreign}. */
@SuppressWarnings("restricted") // the start scripts grant native access; without it the JDK hashes
final class LibCrypto implements HashEngine {
  private static final String LIBRARY = "libcrypto.so.3";

  /** Large enough that the cost of a call vanishes, small enough to stay in a core's cache. */
  private static final int BUFFER_BYTES = 256 << 10;

  private final MemorySegment algorithm;
  private final int digestBytes;
  private final MethodHandle newContext;
  private final MethodHandle freeContext;
  private final MethodHandle init;
  private final MethodHandle update;
  private final MethodHandle finish;

  private LibCrypto(Linker linker, SymbolLookup library, String getter, int digestBytes)
      throws Throwable {
    ValueLayout.OfInt status = ValueLayout.JAVA_INT;
    ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
    MemoryLayout pointer = ValueLayout.ADDRESS;
    MethodHandle algorithmOf =
        linker.downcallHandle(library.findOrThrow(getter), FunctionDescriptor.of(pointer));
    this.algorithm = (MemorySegment) algorithmOf.invokeExact();
    this.digestBytes = digestBytes;
    newContext =
        linker.downcallHandle(
            library.findOrThrow("EVP_MD_CTX_new"), FunctionDescriptor.of(pointer));
    freeContext =
        linker.downcallHandle(
            library.findOrThrow("EVP_MD_CTX_free"), FunctionDescriptor.ofVoid(pointer));
    init =
        linker.downcallHandle(
            library.findOrThrow("EVP_DigestInit_ex"),
            FunctionDescriptor.of(status, pointer, pointer, pointer));
    update =
        linker.downcallHandle(
            library.findOrThrow("EVP_DigestUpdate"),
            FunctionDescriptor.of(status, pointer, pointer, size));
    finish =
        linker.downcallHandle(
            library.findOrThrow("EVP_DigestFinal_ex"),
            FunctionDescriptor.of(status, pointer, pointer, pointer));
  }

  /** Its digest with this name; empty without the library, the digest in it, or native access. */
  static Optional<LibCrypto> load(String hashType) {
    if (!LibCrypto.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
      Linker linker = Linker.nativeLinker();
      return switch (hashType) {
        case Digest.SHA256 -> Optional.of(new LibCrypto(linker, library, "EVP_sha256", 32));
        case Digest.BLAKE2B -> Optional.of(new LibCrypto(linker, library, "EVP_blake2b512", 64));
        default -> Optional.empty();
      };
    } catch (Throwable e) { // missing library or symbol, unsupported platform: Java hashes
      return Optional.empty();
    }
  }

  @Override
  public String label() {
    return "libcrypto";
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public Hasher newHasher() {
    return new NativeHasher();
  }

  private final class NativeHasher implements Hasher {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment segment = arena.allocate(BUFFER_BYTES, 64);
    private final MemorySegment result = arena.allocate(digestBytes);
    private final ByteBuffer buffer = segment.asByteBuffer();
    private final MemorySegment context;

    NativeHasher() {
      try {
        context = (MemorySegment) newContext.invokeExact();
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_MD_CTX_new failed", e);
      }
      if (context.address() == 0) {
        throw new OutOfMemoryError("EVP_MD_CTX_new");
      }
    }

    @Override
    public ByteBuffer buffer(int lane) {
      return buffer.clear();
    }

    @Override
    public long address(int lane) {
      return segment.address();
    }

    @Override
    public void begin(int lane, long offset, long length, boolean whole) {
      try {
        check((int) init.invokeExact(context, algorithm, MemorySegment.NULL), "EVP_DigestInit_ex");
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_DigestInit_ex failed", e);
      }
    }

    @Override
    public void update(int[] lengths) {
      try {
        check((int) update.invokeExact(context, segment, (long) lengths[0]), "EVP_DigestUpdate");
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_DigestUpdate failed", e);
      }
    }

    @Override
    public byte[] finish(int lane) {
      try {
        check((int) finish.invokeExact(context, result, MemorySegment.NULL), "EVP_DigestFinal_ex");
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_DigestFinal_ex failed", e);
      }
      return result.toArray(ValueLayout.JAVA_BYTE);
    }

    private static void check(int status, String call) {
      if (status != 1) {
        throw new IllegalStateException(call + " returned " + status);
      }
    }

    @Override
    public void close() {
      try {
        freeContext.invokeExact(context);
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_MD_CTX_free failed", e);
      } finally {
        arena.close();
      }
    }
  }
}
