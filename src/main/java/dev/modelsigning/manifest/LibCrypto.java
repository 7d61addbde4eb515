package dev.modelsigning.manifest;

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

/** SHA-256 of the machine's OpenSSL 3, called through {@code java.lang.foreign}. */
@SuppressWarnings("restricted") // the start scripts grant native access; without it the JDK hashes
final class LibCrypto implements HashEngine {
  private static final String LIBRARY = "libcrypto.so.3";
  private static final int DIGEST_BYTES = 32;

  private final MemorySegment sha256;
  private final MethodHandle newContext;
  private final MethodHandle freeContext;
  private final MethodHandle init;
  private final MethodHandle update;
  private final MethodHandle finish;

  private LibCrypto(Linker linker, SymbolLookup library) throws Throwable {
    ValueLayout.OfInt status = ValueLayout.JAVA_INT;
    ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
    MemoryLayout pointer = ValueLayout.ADDRESS;
    MethodHandle algorithm =
        linker.downcallHandle(library.findOrThrow("EVP_sha256"), FunctionDescriptor.of(pointer));
    sha256 = (MemorySegment) algorithm.invokeExact();
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

  /** The library; empty where there is none, or no leave to call it. */
  static Optional<LibCrypto> load() {
    if (!LibCrypto.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
      return Optional.of(new LibCrypto(Linker.nativeLinker(), library));
    } catch (Throwable e) { // missing library or symbol, unsupported platform: the JDK hashes
      return Optional.empty();
    }
  }

  @Override
  public String label() {
    return "libcrypto";
  }

  @Override
  public Hasher newHasher() {
    return new NativeHasher();
  }

  private final class NativeHasher implements Hasher {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment segment = arena.allocate(HashEngines.BUFFER_BYTES, 64);
    private final MemorySegment result = arena.allocate(DIGEST_BYTES);
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
    public ByteBuffer buffer() {
      return buffer.clear();
    }

    @Override
    public void begin() {
      try {
        check((int) init.invokeExact(context, sha256, MemorySegment.NULL), "EVP_DigestInit_ex");
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_DigestInit_ex failed", e);
      }
    }

    @Override
    public void update(int length) {
      try {
        check((int) update.invokeExact(context, segment, (long) length), "EVP_DigestUpdate");
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_DigestUpdate failed", e);
      }
    }

    @Override
    public Digest finish() {
      try {
        check((int) finish.invokeExact(context, result, MemorySegment.NULL), "EVP_DigestFinal_ex");
      } catch (Throwable e) {
        throw new IllegalStateException("EVP_DigestFinal_ex failed", e);
      }
      return new Digest(Digest.SHA256, result.toArray(ValueLayout.JAVA_BYTE));
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
