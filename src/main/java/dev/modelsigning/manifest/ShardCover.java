// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the shards of a statement are what cutting files by one size gives (OMS v1.0, 6.3.2):
 * consecutive, disjoint, all of the shard size but the last one of a file, from the first byte on.
 * Otherwise bytes of a file would be signed twice, or not at all.
 */
public final class ShardCover {
  private final long size;
  private final Map<String, Extent> files = new HashMap<>();

  private static final class Extent {
    private long shards;
    private long bytes;
    private long end;
  }

  /** A cover by shards of so many bytes. */
  public ShardCover(long size) {
    this.size = size;
  }

  /** Adds a shard, each name once. What is wrong with it by itself, or empty. */
  public Optional<String> add(ShardName shard) {
    if (shard.start() % size != 0 || shard.end() - shard.start() > size) {
      return Optional.of("is not cut by the shard size " + size);
    }
    Extent extent = files.computeIfAbsent(shard.path(), path -> new Extent());
    long bytes = extent.bytes + (shard.end() - shard.start());
    if (bytes < 0) { // over 64 bits, and so over the end of any file
      return Optional.of("overlaps another of its file");
    }
    extent.shards++;
    extent.bytes = bytes;
    extent.end = Math.max(extent.end, shard.end());
    return Optional.empty();
  }

  /**
   * Files whose shards leave a gap or overlap. As many distinct shards as fit, each within its
   * place, together as long as the file, leave no room for either.
   */
  public List<String> brokenFiles() {
    List<String> broken = new ArrayList<>();
    files.forEach(
        (path, extent) -> {
          if (extent.bytes != extent.end || extent.shards != Math.ceilDiv(extent.end, size)) {
            broken.add(path);
          }
        });
    return broken;
  }
}
