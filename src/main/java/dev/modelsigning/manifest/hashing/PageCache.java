// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.FileNames;
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
 * Advises Linux to drop a file's pages from its cache, for the reader in Java; {@code
 * src/main/c/file.c} does the same for the native reader. Failures are ignored, since the file is
 * hashed in any case.
 */
@SuppressWarnings("restricted") // see LibCrypto
final class PageCache {
  private static final int O_RDONLY_CLOEXEC_NOFOLLOW = 0x80000 | 0x20000;
  private static final int POSIX_FADV_DONTNEED = 4;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MethodHandle open;
  private final MethodHandle advise;
  private final MethodHandle close;

  private PageCache() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup libc = linker.defaultLookup();
    open =
        linker.downcallHandle(
            libc.findOrThrow("open"),
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT),
            Linker.Option.firstVariadicArg(2));
    advise =
        linker.downcallHandle(
            libc.findOrThrow("posix_fadvise"), FunctionDescriptor.of(INT, INT, LONG, LONG, INT));
    close = linker.downcallHandle(libc.findOrThrow("close"), FunctionDescriptor.of(INT, INT));
  }

  /** Empty without native access, and on anything but Linux on x86-64, whose constants are used. */
  static Optional<PageCache> load() {
    boolean known =
        "Linux".equals(System.getProperty("os.name"))
            && "amd64".equals(System.getProperty("os.arch"));
    if (!known || !PageCache.class.getModule().isNativeAccessEnabled()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PageCache());
    } catch (RuntimeException e) { // no such symbol
      return Optional.empty();
    }
  }

  /**
   * Drops a range of the file.
   *
   * @return whether the kernel accepted the advice
   */
  boolean drop(Path file, long offset, long length) {
    if (length == 0) { // means everything up to the end
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = FileNames.nativePath(arena, file);
      int descriptor = (int) open.invokeExact(path, O_RDONLY_CLOEXEC_NOFOLLOW);
      if (descriptor < 0) {
        return false;
      }
      int error = (int) advise.invokeExact(descriptor, offset, length, POSIX_FADV_DONTNEED);
      int ignored = (int) close.invokeExact(descriptor);
      return error == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("calling libc failed", e);
    }
  }
}
