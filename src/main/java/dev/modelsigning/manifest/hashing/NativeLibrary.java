// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * liboms, the library of {@code src/main/c}. All its functions have the same signature and share
 * one adapter, since creating adapters is the main cost of native calls in a short run.
 */
@SuppressWarnings("restricted") // the start scripts grant native access; without it Java hashes
final class NativeLibrary {
  /** The system property that names the folder of the library. */
  static final String FOLDER_PROPERTY = "oms.lib";

  private static final String FILE_NAME = "liboms.so";
  private static final long VERSION = 2;
  private static final long SHA256 = 1;
  private static final long BLAKE3 = 2;
  private static final long SAME_VERSION = 4;

  /** All functions that are called; a library without one of them is not used. */
  private static final String[] FUNCTIONS = {
    "oms_sha256_begin",
    "oms_sha256_update",
    "oms_sha256_finish",
    "oms_blake3_begin",
    "oms_blake3_update",
    "oms_blake3_finish",
    "oms_blake3_join",
    "oms_file_open",
    "oms_file_describe",
    "oms_file_read",
    "oms_file_forget",
    "oms_file_close",
  };

  /** Loaded at the first use. */
  private static final class Loaded {
    private static final Optional<NativeLibrary> LIBRARY = load();
  }

  private final MethodHandle adapter;
  private final Map<String, MemorySegment> functions = new HashMap<>();
  private final long features;

  private NativeLibrary(Path file) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
    for (String name : FUNCTIONS) {
      functions.put(name, symbols.findOrThrow(name));
    }
    adapter =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    features = call(symbols.findOrThrow("oms_features"), MemorySegment.NULL, VERSION);
  }

  /** The library; empty if it was not built, does not load, or must not be called. */
  static Optional<NativeLibrary> get() {
    return Loaded.LIBRARY;
  }

  private static Optional<NativeLibrary> load() {
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    if (folder.isEmpty() || !NativeLibrary.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    return load(Path.of(folder, FILE_NAME).toAbsolutePath());
  }

  /** The library in a file; empty unless it is this version's, with every function. */
  static Optional<NativeLibrary> load(Path file) {
    NativeLibrary library;
    try {
      library = new NativeLibrary(file);
    } catch (RuntimeException e) { // no such file, another platform, or a function is missing
      return Optional.empty();
    }
    // Another version has other structs, so none of its functions may be called.
    return (library.features & SAME_VERSION) != 0 ? Optional.of(library) : Optional.empty();
  }

  /** Whether this processor has the instructions that its SHA-256 uses. */
  boolean hasSha256() {
    return (features & SHA256) != 0;
  }

  /** Whether its BLAKE3 runs on this machine. */
  boolean hasBlake3() {
    return (features & BLAKE3) != 0;
  }

  MemorySegment function(String name) {
    return Objects.requireNonNull(functions.get(name), name);
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
