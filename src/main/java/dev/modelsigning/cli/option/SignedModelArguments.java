// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Serialization;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The model to sign, and how its files are hashed. */
public final class SignedModelArguments {
  @Mixin public final ModelArguments model = new ModelArguments();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

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
          "Sign shards of this size in bytes instead of whole files, so that several threads hash"
              + " one large file; auto: shards of 1000000000 bytes if a file has more than 4 GiB,"
              + " else whole files, as signing jobs in a cluster do. Empty files have no shard and"
              + " are not covered. Shards are verified by oms, by the operator and by the API of"
              + " the Python reference, not by its command line.")
  private @Nullable String shardSize;

  @Option(
      names = {"--allow-pointers", "--allow_pointers"},
      description =
          "Sign Git LFS and git-annex pointers as they are. By default a model with such files is"
              + " refused, since they stand for content that was not fetched.")
  public boolean allowPointers;

  /** Bytes of a file above which {@code --shard-size auto} signs shards, as signing jobs do. */
  public static final long SHARDS_ABOVE = 4L << 30;

  private static final String AUTO = "auto";

  /** The files that the command line names. */
  public NamedFiles files() {
    return new NamedFiles(command);
  }

  /** Whether the sizes of the files decide on {@link #serialization}. */
  public boolean dependsOnSizes() {
    return AUTO.equals(shardSize) && !hashAlgorithm.toLowerCase(Locale.ROOT).equals(Digest.BLAKE3);
  }

  /** Whether whole files are signed that one processor each hashes, and nobody chose that. */
  public boolean mayPropose() {
    return shardSize == null && !hashAlgorithm.toLowerCase(Locale.ROOT).equals(Digest.BLAKE3);
  }

  /**
   * How to hash, with links followed as {@code --allow-symlinks} says.
   *
   * @param largest bytes of the largest file, if {@link #dependsOnSizes}
   */
  public Serialization serialization(long largest) throws CommandFailure {
    String name = hashAlgorithm.toLowerCase(Locale.ROOT);
    if (!Digest.isRegistered(name)) {
      throw CommandFailure.usage(
          "--hash-algorithm is '" + hashAlgorithm + "'", "use sha256, blake2b or blake3");
    }
    Optional<Long> shards = shards(largest);
    Serialization serialization =
        shards.isEmpty() ? Serialization.files() : Serialization.shards(shards.get());
    return serialization.withHashType(name).withSymlinks(model.allowSymlinks);
  }

  private Optional<Long> shards(long largest) throws CommandFailure {
    if (shardSize == null) {
      return Optional.empty();
    }
    if (shardSize.equals(AUTO)) {
      return dependsOnSizes() && largest > SHARDS_ABOVE
          ? Optional.of(Serialization.DEFAULT_SHARD_SIZE)
          : Optional.empty();
    }
    try {
      long bytes = Long.parseLong(shardSize);
      if (bytes >= 1) {
        return Optional.of(bytes);
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number that is no size.
    }
    throw CommandFailure.usage(
        "--shard-size is '" + shardSize + "'",
        "give a number of bytes, such as 1000000000, or auto");
  }
}
