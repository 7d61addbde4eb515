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
 * @param allowSymlinks whether links are followed; this version refuses to measure with {@code
 *     true}
 * @param ignorePaths paths from the root that are left out with all below them, beside the {@link
 *     #DEFAULT_IGNORES}, which always are
 */
public record Serialization(
    SerializationMethod method,
    String hashType,
    OptionalLong shardSize,
    boolean allowSymlinks,
    List<String> ignorePaths) {

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
