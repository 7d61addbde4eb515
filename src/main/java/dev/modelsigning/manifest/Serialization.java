// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How the files of a model are hashed (OMS 1.0, 5.2.2), which is signed along with the digests.
 *
 * @param method files or shards
 * @param hashType digest algorithm of the OMS registry
 * @param shardSize bytes per shard, at least 1; empty with files
 * @param allowSymlinks whether links are followed; if not, a link that is not ignored is refused
 * @param ignorePaths paths relative to the root that are excluded with everything below, in
 *     addition to the {@link #DEFAULT_IGNORES}
 */
public record Serialization(
    SerializationMethod method,
    String hashType,
    OptionalLong shardSize,
    boolean allowSymlinks,
    List<String> ignorePaths) {

  /** Bytes per shard by default (6.3.2). */
  public static final long DEFAULT_SHARD_SIZE = 1_000_000_000;

  /** Excluded at the root of every model (OMS 1.0, 6.2). */
  public static final List<String> DEFAULT_IGNORES =
      List.of(".git", ".gitattributes", ".github", ".gitignore");

  /** Copies the list; refuses a shard size with files, and shards without one. */
  public Serialization {
    ignorePaths = List.copyOf(ignorePaths);
    if ((method == SerializationMethod.SHARDS) != shardSize.isPresent()) {
      throw new IllegalArgumentException(
          "the method shards requires a shard size, and the method files excludes one");
    }
    if (shardSize.isPresent() && shardSize.getAsLong() < 1) {
      throw new IllegalArgumentException("the shard size is less than 1");
    }
  }

  /** SHA-256 of whole files, links refused, only the default paths ignored. */
  public static Serialization files() {
    return new Serialization(
        SerializationMethod.FILES, Digest.SHA256, OptionalLong.empty(), false, List.of());
  }

  /** The same as {@link #files()} with shards of this size. */
  public static Serialization shards(long size) {
    return new Serialization(
        SerializationMethod.SHARDS, Digest.SHA256, OptionalLong.of(size), false, List.of());
  }

  /**
   * The same with another digest of the OMS registry.
   *
   * @throws IllegalArgumentException for a name that the registry does not contain
   */
  public Serialization withHashType(String name) {
    if (!Digest.isRegistered(name)) {
      throw new IllegalArgumentException(
          "digest algorithm '" + name + "' is not one of sha256, blake2b, blake3");
    }
    return new Serialization(method, name, shardSize, allowSymlinks, ignorePaths);
  }

  /** The same with files divided into shards of this size in bytes. */
  public Serialization withShards(long size) {
    return new Serialization(
        SerializationMethod.SHARDS, hashType, OptionalLong.of(size), allowSymlinks, ignorePaths);
  }

  /** The same with links followed, or not. */
  public Serialization withSymlinks(boolean allowed) {
    return new Serialization(method, hashType, shardSize, allowed, ignorePaths);
  }

  /**
   * The {@code algorithm} of a resource. The specification requires the digest's name with shards
   * too, but both reference implementations append the size and verify only that form.
   */
  public String entryAlgorithm() {
    return shardSize.isPresent() ? hashType + "-sharded-" + shardSize.getAsLong() : hashType;
  }

  /** The same with all ignored paths recorded for verifiers: these and the default ones (6.2). */
  public static Serialization recording(List<String> ignored) {
    return files().withIgnorePaths(ignored).withIgnorePaths(DEFAULT_IGNORES);
  }

  /** The same with these paths ignored too. */
  public Serialization withIgnorePaths(List<String> more) {
    List<String> all = new ArrayList<>(ignorePaths);
    more.stream().filter(path -> !all.contains(path)).forEach(all::add);
    return new Serialization(method, hashType, shardSize, allowSymlinks, all);
  }
}
