// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

/**
 * One resource of a model: a file or a shard of one (OMS 1.0, 5.2.1).
 *
 * @param name path from the model root with '/' between components, byte-exact, never normalised,
 *     see {@link ResourceNames}; with shards as {@link ShardName} writes it
 * @param algorithm the algorithm as the statement names it
 * @param digest digest of the whole file or shard
 */
public record ManifestEntry(String name, String algorithm, Digest digest) {
  /** An entry with the algorithm of its digest. */
  public ManifestEntry(String name, Digest digest) {
    this(name, digest.algorithm(), digest);
  }
}
