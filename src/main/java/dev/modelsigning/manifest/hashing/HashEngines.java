// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.Digest;
import java.util.Optional;

/** The implementations of each digest, and the choice among them. */
final class HashEngines {
  private HashEngines() {}

  /**
   * The fastest engine for a digest of the OMS registry: liboms, then libcrypto (the JDK's code is
   * fast only after it was compiled), then Java.
   *
   * @throws IllegalArgumentException for another name
   */
  static HashEngine of(String hashType) {
    Optional<NativeLibrary> library = NativeLibrary.get();
    return switch (hashType) {
      case Digest.SHA256 ->
          library.isPresent() && library.get().hasSha256()
              ? new NativeSha256(library.get())
              : orElse(LibCrypto.load(hashType), JavaEngine.SHA256);
      case Digest.BLAKE2B -> orElse(LibCrypto.load(hashType), JavaEngine.BLAKE2B);
      case Digest.BLAKE3 ->
          library.isPresent() && library.get().hasBlake3()
              ? new NativeBlake3(library.get())
              : JavaEngine.BLAKE3;
      default ->
          throw new IllegalArgumentException(
              "digest algorithm '" + hashType + "' is not one of sha256, blake2b, blake3");
    };
  }

  private static HashEngine orElse(Optional<LibCrypto> library, HashEngine java) {
    return library.isPresent() ? library.get() : java;
  }
}
