// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.HashAlgorithm;
import dev.modelsigning.api.v1alpha1.SerializationStatus;
import dev.modelsigning.api.v1alpha1.SigningMethod;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Serialization;

/** How files were hashed, in the words of the API. */
public final class HashedAs {
  private HashedAs() {}

  /** As it is written into a status. Ignored paths are left out: a bundle may list thousands. */
  public static SerializationStatus status(Serialization serialization) {
    var status = new SerializationStatus();
    status.method =
        switch (serialization.method()) {
          case FILES -> SigningMethod.Files;
          case SHARDS -> SigningMethod.Shards;
        };
    serialization.shardSize().ifPresent(size -> status.shardSize = size);
    status.hashAlgorithm = algorithm(serialization.hashType());
    status.allowSymlinks = serialization.allowSymlinks();
    return status;
  }

  /** The name of an algorithm in statements. */
  public static String hashType(HashAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA256 -> Digest.SHA256;
      case BLAKE2b -> Digest.BLAKE2B;
      case BLAKE3 -> Digest.BLAKE3;
    };
  }

  private static HashAlgorithm algorithm(String hashType) {
    return switch (hashType) {
      case Digest.BLAKE2B -> HashAlgorithm.BLAKE2b;
      case Digest.BLAKE3 -> HashAlgorithm.BLAKE3;
      case Digest.SHA256 -> HashAlgorithm.SHA256;
      default -> throw new IllegalArgumentException("not a digest of the registry: " + hashType);
    };
  }
}
