// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.ShardCover;
import dev.modelsigning.manifest.ShardName;
import java.util.Optional;

/**
 * How a measuring Job is told to hash: in one way, or in the one of two that suits the sizes of the
 * files, which the operator does not know.
 */
public sealed interface HashingChoice {

  /** In this way, whatever the files are. */
  record Given(Serialization serialization) implements HashingChoice {}

  /**
   * By whole files, or in shards when one file is larger than a number of bytes.
   *
   * @param files the way for whole files; shards are hashed like them but for the division
   * @param shardSize bytes per shard, at least 1
   * @param shardsAbove most bytes of a file of which all files are hashed whole, at least 1
   */
  record BySize(Serialization files, long shardSize, long shardsAbove) implements HashingChoice {
    /** Refuses sizes below 1, and a division that is already made. */
    public BySize {
      if (files.shardSize().isPresent()) {
        throw new IllegalArgumentException("the files are divided into shards already");
      }
      if (shardSize < 1 || shardsAbove < 1) {
        throw new IllegalArgumentException("the shard size or the threshold is less than 1");
      }
    }

    private Serialization shards() {
      return files.withShards(shardSize);
    }
  }

  /**
   * The way that what this choice gives has in common: digest, links and ignored paths. Enough to
   * find the files, which no choice changes.
   */
  default Serialization selection() {
    return switch (this) {
      case Given(Serialization serialization) -> serialization;
      case BySize(Serialization files, var _, var _) -> files;
    };
  }

  /** The way for a model whose largest file has this many bytes. */
  default Serialization forLargest(long bytes) {
    return switch (this) {
      case Given(Serialization serialization) -> serialization;
      case BySize by -> bytes > by.shardsAbove() ? by.shards() : by.files();
    };
  }

  /**
   * What shows that a manifest was not made as told; empty when nothing does. The sizes of whole
   * files are not in a manifest, so of those only their mean can be checked.
   *
   * @param bytes of all files together, as reported
   */
  default Optional<String> contradiction(Manifest manifest, long bytes) {
    Serialization made = manifest.serialization();
    Optional<String> choice =
        switch (this) {
          case Given(Serialization serialization) ->
              made.equals(serialization) ? Optional.empty() : Optional.of("it states another way");
          case BySize by when made.equals(by.files()) ->
              Math.ceilDiv(bytes, Math.max(1, manifest.fileCount())) > by.shardsAbove()
                  ? Optional.of("files that were hashed whole are too large for that")
                  : Optional.empty();
          case BySize by when made.equals(by.shards()) ->
              largest(manifest) > by.shardsAbove()
                  ? Optional.empty()
                  : Optional.of("no file is large enough for shards");
          case BySize _ -> Optional.of("it states another way");
        };
    return choice.or(() -> entries(manifest));
  }

  private static long largest(Manifest manifest) {
    return manifest.entries().stream()
        .flatMap(entry -> ShardName.of(entry.name()).stream())
        .mapToLong(ShardName::end)
        .max()
        .orElse(0);
  }

  /** Whether each entry is as the serialization of its manifest says. */
  private static Optional<String> entries(Manifest manifest) {
    Serialization made = manifest.serialization();
    String algorithm = made.entryAlgorithm();
    for (ManifestEntry entry : manifest.entries()) {
      if (!entry.algorithm().equals(algorithm)
          || !entry.digest().algorithm().equals(made.hashType())) {
        return Optional.of("an entry has another digest than the others");
      }
    }
    if (made.shardSize().isEmpty()) {
      return Optional.empty();
    }
    ShardCover cover = new ShardCover(made.shardSize().getAsLong());
    for (ManifestEntry entry : manifest.entries()) {
      Optional<ShardName> shard = ShardName.of(entry.name());
      if (shard.isEmpty() || cover.add(shard.get()).isPresent()) {
        return Optional.of("an entry is not a shard of that size");
      }
    }
    return cover.brokenFiles().isEmpty()
        ? Optional.empty()
        : Optional.of("shards do not cover their file once");
  }
}
