// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Serialization;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model to sign, and how its files are hashed. */
public final class SignedModelArguments {
  @Mixin public final ModelArguments model = new ModelArguments();

  @Option(
      names = {"--hash-algorithm", "--hash_algorithm"},
      paramLabel = "NAME",
      description =
          "The digest: sha256 (default), blake2b or blake3. Verifiers read it from the signature.")
  private String hashAlgorithm = Digest.SHA256;

  @Option(
      names = {"--shard-size", "--shard_size"},
      paramLabel = "BYTES",
      description =
          "Sign shards of this size in bytes instead of whole files, so that several threads hash one large"
              + " file. Empty files have no shard and are not covered.")
  private @Nullable Long shardSize;

  /** How to hash, with links followed as {@code --allow-symlinks} says. */
  public Serialization serialization() throws CommandFailure {
    String name = hashAlgorithm.toLowerCase(Locale.ROOT);
    if (!Digest.isRegistered(name)) {
      throw CommandFailure.usage(
          "--hash-algorithm is '" + hashAlgorithm + "'", "use sha256, blake2b or blake3");
    }
    if (shardSize != null && shardSize < 1) {
      throw CommandFailure.usage(
          "--shard-size is " + shardSize, "give a number of bytes, such as 1000000000");
    }
    Serialization serialization =
        shardSize == null ? Serialization.files() : Serialization.shards(shardSize);
    return serialization.withHashType(name).withSymlinks(model.allowSymlinks);
  }
}
