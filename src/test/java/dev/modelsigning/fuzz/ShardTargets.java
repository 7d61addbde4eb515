// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.manifest.ShardCover;
import dev.modelsigning.manifest.ShardName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Shards that are taken cover their file: every byte once. */
final class ShardTargets {
  private static final int SMALL = 256;

  private ShardTargets() {}

  /** The first byte chooses between a name as text, small stretches, and stretches of any size. */
  static void shards(byte[] input) {
    if (input.length == 0) {
      return;
    }
    ByteBuffer rest = ByteBuffer.wrap(input, 1, input.length - 1);
    switch (input[0] & 3) {
      case 0 -> name(StandardCharsets.UTF_8.decode(rest).toString());
      case 1 -> large(rest);
      default -> small(rest);
    }
  }

  private static void name(String text) {
    ShardName.of(text)
        .ifPresent(shard -> Oracle.check(shard.text().equals(text), "a stretch has one name"));
  }

  private static void large(ByteBuffer numbers) {
    if (numbers.remaining() < Long.BYTES) {
      return;
    }
    ShardCover cover = new ShardCover(Math.max(1, numbers.getLong() & Long.MAX_VALUE));
    Set<String> names = new HashSet<>();
    while (numbers.remaining() >= 2 * Long.BYTES) {
      String text = "a:" + numbers.getLong() + ":" + numbers.getLong();
      ShardName.of(text).filter(shard -> names.add(text)).ifPresent(cover::add);
    }
    cover.brokenFiles();
  }

  /** Compared with counting how often each byte is covered. */
  private static void small(ByteBuffer numbers) {
    if (!numbers.hasRemaining()) {
      return;
    }
    int size = 1 + Byte.toUnsignedInt(numbers.get()) % 16;
    ShardCover cover = new ShardCover(size);
    Set<String> names = new HashSet<>();
    int[] covered = new int[SMALL];
    int end = 0;
    while (numbers.remaining() >= 2) {
      int start = Byte.toUnsignedInt(numbers.get());
      String text = "a:%d:%d".formatted(start, Byte.toUnsignedInt(numbers.get()));
      Optional<ShardName> shard = ShardName.of(text).filter(name -> names.add(text));
      if (shard.isPresent() && cover.add(shard.get()).isEmpty()) {
        for (int at = start; at < shard.get().end(); at++) {
          covered[at]++;
        }
        end = Math.max(end, (int) shard.get().end());
      }
    }
    boolean once = true;
    for (int at = 0; at < end; at++) {
      once &= covered[at] == 1;
    }
    Oracle.check(
        !cover.brokenFiles().isEmpty() || once, "shards that are taken cover every byte once");
  }
}
