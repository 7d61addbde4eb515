// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.HashAlgorithm;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningMethod;
import dev.modelsigning.api.v1alpha1.SigningOptions;
import dev.modelsigning.api.v1alpha1.SigningSerialization;
import dev.modelsigning.controller.HashedAs;
import dev.modelsigning.evidence.HashingChoice;
import dev.modelsigning.manifest.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How the files of a signing job have to be hashed, by its options and their defaults. */
final class SigningSerializations {
  private SigningSerializations() {}

  /** Records everything left out, the defaults included, so that the signature states it. */
  static HashingChoice of(ModelSigningJob job) {
    SigningOptions options =
        Objects.requireNonNullElseGet(job.getSpec().options, SigningOptions::new);
    SigningSerialization wanted =
        Objects.requireNonNullElseGet(options.serialization, SigningSerialization::new);
    List<String> ignored = new ArrayList<>(Serialization.DEFAULT_IGNORES);
    Optional.ofNullable(options.ignorePaths).ifPresent(ignored::addAll);
    HashAlgorithm algorithm =
        Objects.requireNonNullElse(wanted.hashAlgorithm, HashAlgorithm.SHA256);
    Serialization files =
        Serialization.files()
            .withHashType(HashedAs.hashType(algorithm))
            .withSymlinks(Boolean.TRUE.equals(wanted.allowSymlinks))
            .withIgnorePaths(ignored);
    long shardSize = Objects.requireNonNullElse(wanted.shardSize, Serialization.DEFAULT_SHARD_SIZE);
    return switch (Objects.requireNonNullElse(wanted.method, SigningMethod.Auto)) {
      case Files -> new HashingChoice.Given(files);
      case Shards -> new HashingChoice.Given(files.withShards(shardSize));
      case Auto ->
          switch (algorithm) {
            // All threads hash one file together, whatever its size.
            case BLAKE3 -> new HashingChoice.Given(files);
            case SHA256, BLAKE2b ->
                new HashingChoice.BySize(files, shardSize, SigningSerialization.SHARDS_ABOVE);
          };
    };
  }
}
