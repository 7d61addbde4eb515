// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that the shards of a statement divide files by one size (OMS 1.0, 6.3.2): they are
 * consecutive and disjoint, start at the first byte, and have the shard size except for the last
 * one of a file. Otherwise bytes of a file would be signed twice, or not at all.
 */
public final class ShardCover {
  private final long size;
  private final Map<String, Extent> files = new HashMap<>();

  private static final class Extent {
    private long shards;
    private long bytes;
    private long end;
  }

  /** A cover by shards of this size in bytes. */
  public ShardCover(long size) {
    this.size = size;
  }

  /** Adds a shard, each name once. Returns what is wrong with this shard alone. */
  public Optional<String> add(ShardName shard) {
    if (shard.start() % size != 0 || shard.end() - shard.start() > size) {
      return Optional.of("does not match the shard size " + size);
    }
    Extent extent = files.computeIfAbsent(shard.path(), path -> new Extent());
    long bytes = extent.bytes + (shard.end() - shard.start());
    if (bytes < 0) { // exceeds 64 bits, and so the end of any file
      return Optional.of("overlaps another shard of its file");
    }
    extent.shards++;
    extent.bytes = bytes;
    extent.end = Math.max(extent.end, shard.end());
    return Optional.empty();
  }

  /**
   * Files whose shards have a gap or an overlap. Shards that are distinct, each at its place, and
   * together as long as the file have neither.
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
