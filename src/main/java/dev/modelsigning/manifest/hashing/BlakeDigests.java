// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.security.MessageDigest;
import org.bouncycastle.jcajce.provider.digest.Blake2b;
import org.bouncycastle.jcajce.provider.digest.Blake3;

/** Bouncy Castle's, in a class of its own so that its jars are opened only when they are used. */
final class BlakeDigests {
  private BlakeDigests() {}

  static MessageDigest blake2b() {
    return new Blake2b.Blake2b512();
  }

  static MessageDigest blake3() {
    return new Blake3.Blake3_256();
  }
}
