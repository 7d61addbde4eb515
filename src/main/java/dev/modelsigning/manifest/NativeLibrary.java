package dev.modelsigning.manifest;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The library of {@code src/main/c}. All its functions have one shape and so share one adapter,
 * since making an adapter is most of what calling a library costs a short run.
 */
@SuppressWarnings("restricted") // the start scripts grant native access; without it Java hashes
final class NativeLibrary {
  /** The system property that names the folder of the library. */
  static final String FOLDER_PROPERTY = "oms.lib";

  /** {@code OMS_BUFFER}: bytes of a buffer that the library hashes from. */
  static final int BUFFER_BYTES = 128 << 10;

  private static final String FILE_NAME = "liboms.so";
  private static final long VERSION = 1;
  private static final long SHA256 = 1;
  private static final long BLAKE3 = 2;

  /** Loaded at the first use. */
  private static final class Loaded {
    private static final Optional<NativeLibrary> LIBRARY = load();
  }

  private final MethodHandle adapter;
  private final SymbolLookup symbols;
  private final long features;

  private NativeLibrary(Path file) {
    symbols = SymbolLookup.libraryLookup(file, Arena.global());
    adapter =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    features = call(function("oms_features"), MemorySegment.NULL, VERSION);
  }

  /** The library; empty where it was not built, does not load, or may not be called. */
  static Optional<NativeLibrary> get() {
    return Loaded.LIBRARY;
  }

  private static Optional<NativeLibrary> load() {
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    if (folder.isEmpty() || !NativeLibrary.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new NativeLibrary(Path.of(folder, FILE_NAME).toAbsolutePath()));
    } catch (RuntimeException e) { // none there, other platform, another version's
      return Optional.empty();
    }
  }

  /** Whether this processor has what the SHA-256 there needs. */
  boolean hasSha256() {
    return (features & SHA256) != 0;
  }

  /** Whether the BLAKE3 there is fit for this machine. */
  boolean hasBlake3() {
    return (features & BLAKE3) != 0;
  }

  MemorySegment function(String name) {
    return symbols.findOrThrow(name);
  }

  /** Calls a function of the library. */
  long call(MemorySegment function, MemorySegment context, long argument) {
    try {
      return (long) adapter.invokeExact(function, context, argument);
    } catch (Throwable e) {
      throw new IllegalStateException("calling " + FILE_NAME + " failed", e);
    }
  }
}
