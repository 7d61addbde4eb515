// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How the files of a model became digests (OMS v1.0, 5.2.2), signed along with them.
 *
 * @param method files or shards
 * @param hashType digest algorithm of the OMS registry
 * @param shardSize bytes per shard, at least 1; empty with files
 * @param allowSymlinks whether links are followed; when not, a link that is not ignored is refused
 * @param ignorePaths paths from the root that are left out with all below them, beside the {@link
 *     #DEFAULT_IGNORES}, which always are
 */
public record Serialization(
    SerializationMethod method,
    String hashType,
    OptionalLong shardSize,
    boolean allowSymlinks,
    List<String> ignorePaths) {

  /** Bytes per shard where nothing else is said (6.3.2). */
  public static final long DEFAULT_SHARD_SIZE = 1_000_000_000;

  /** Left out at the root of every model (OMS v1.0, 6.2). */
  public static final List<String> DEFAULT_IGNORES =
      List.of(".git", ".gitattributes", ".github", ".gitignore");

  /** Copies the list; refuses a shard size with files and its absence with shards. */
  public Serialization {
    ignorePaths = List.copyOf(ignorePaths);
    if ((method == SerializationMethod.SHARDS) != shardSize.isPresent()) {
      throw new IllegalArgumentException(
          "a shard size belongs to the method shards, and only to it");
    }
    if (shardSize.isPresent() && shardSize.getAsLong() < 1) {
      throw new IllegalArgumentException("a shard has at least one byte");
    }
  }

  /** SHA-256 of whole files, links refused, only the default paths left out. */
  public static Serialization files() {
    return new Serialization(
        SerializationMethod.FILES, Digest.SHA256, OptionalLong.empty(), false, List.of());
  }

  /** As {@link #files()}, by shards of so many bytes. */
  public static Serialization shards(long size) {
    return new Serialization(
        SerializationMethod.SHARDS, Digest.SHA256, OptionalLong.of(size), false, List.of());
  }

  /**
   * The same with another digest of the OMS registry.
   *
   * @throws IllegalArgumentException for a name that is not there
   */
  public Serialization withHashType(String name) {
    if (!Digest.isRegistered(name)) {
      throw new IllegalArgumentException(
          "digest algorithm '" + name + "' is not one of sha256, blake2b, blake3");
    }
    return new Serialization(method, name, shardSize, allowSymlinks, ignorePaths);
  }

  /** The same with links followed, or not. */
  public Serialization withSymlinks(boolean allowed) {
    return new Serialization(method, hashType, shardSize, allowed, ignorePaths);
  }

  /**
   * The {@code algorithm} of a resource. The specification wants the digest's name with shards too;
   * both reference implementations write the size along and verify nothing else.
   */
  public String entryAlgorithm() {
    return shardSize.isPresent() ? hashType + "-sharded-" + shardSize.getAsLong() : hashType;
  }

  /**
   * As {@link #files()}, with everything that is left out recorded for verifiers: these paths and
   * the default ones (6.2).
   */
  public static Serialization recording(List<String> ignored) {
    return files().withIgnorePaths(ignored).withIgnorePaths(DEFAULT_IGNORES);
  }

  /** The same with these paths left out too. */
  public Serialization withIgnorePaths(List<String> more) {
    List<String> all = new ArrayList<>(ignorePaths);
    more.stream().filter(path -> !all.contains(path)).forEach(all::add);
    return new Serialization(method, hashType, shardSize, allowSymlinks, all);
  }
}
