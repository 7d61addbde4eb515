// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.security.MessageDigest;
import org.bouncycastle.jcajce.provider.digest.Blake2b;
import org.bouncycastle.jcajce.provider.digest.Blake3;

/** Bouncy Castle's digests, in a separate class so that their jars are opened only when needed. */
final class BlakeDigests {
  private BlakeDigests() {}

  static MessageDigest blake2b() {
    return new Blake2b.Blake2b512();
  }

  static MessageDigest blake3() {
    return new Blake3.Blake3_256();
  }
}
