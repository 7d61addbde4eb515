// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.modelsigning.pki.TrustMaterialException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a fetch as the mirror served them. With the first root they lead to the same trusted
 * root again, without the mirror: all signatures are checked as they were then. What was added or
 * damaged since is refused. The files of an earlier fetch, with its time, are not: whoever can
 * write where they are kept can bring back an earlier trusted root, and no other.
 *
 * @param files text by name: {@code N.root.json} of each version after the first root, {@code
 *     timestamp.json}, {@code N.snapshot.json}, {@code N.targets.json} and {@code
 *     trusted_root.json}; together at most {@link #MAX_BYTES}
 * @param at the time of the fetch, at which the metadata had not expired
 */
public record FetchRecord(Map<String, String> files, Instant at) {
  /** The most bytes of all files together: a ConfigMap holds 1 MiB. */
  public static final int MAX_BYTES = 900 << 10;

  /** The name of the trusted root among the files. */
  static final String TARGET = "trusted_root.json";

  private static final String ROOT = ".root.json";

  /** Copies. */
  public FetchRecord {
    files = Map.copyOf(files);
  }

  /** Adds the versions of the root that led to where another fetch went on. */
  FetchRecord after(FetchRecord earlier) {
    Map<String, String> all = new TreeMap<>(files);
    earlier
        .files()
        .forEach(
            (name, text) -> {
              if (name.endsWith(ROOT)) {
                all.putIfAbsent(name, text);
              }
            });
    return new FetchRecord(all, at);
  }

  /**
   * Refuses what would be too large to keep.
   *
   * @throws TrustMaterialException if it is
   */
  void checkSize() throws TrustMaterialException {
    long bytes = 0;
    for (String text : files.values()) {
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MAX_BYTES) {
      throw new TrustMaterialException(
          "the files of the mirror have %d bytes, more than the %d that can be kept"
              .formatted(bytes, MAX_BYTES));
    }
  }
}
