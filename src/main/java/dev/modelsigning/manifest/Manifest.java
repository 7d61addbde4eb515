// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.security.MessageDigest;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The resources of a model and how they were measured (OMS 1.0, 5 and 6).
 *
 * @param modelName last component of the model's path; informative, never compared
 * @param serialization how the entries were made
 * @param entries in code point order if they were measured, else in the order of the statement
 */
public record Manifest(String modelName, Serialization serialization, List<ManifestEntry> entries) {

  /** Copies the list, except for a table, to which nothing is added any more, and a summary. */
  public Manifest {
    entries =
        entries instanceof EntryTable || entries instanceof EntrySummary
            ? entries
            : List.copyOf(entries);
  }

  /** Whether only digests and numbers of the entries are here. */
  public boolean isSummary() {
    return entries instanceof EntrySummary;
  }

  /** The same with digests and numbers in place of its entries. */
  public Manifest summary() {
    return isSummary()
        ? this
        : new Manifest(
            modelName,
            serialization,
            new EntrySummary(entries.size(), fileCount(), canonicalDigest(), rootDigest()));
  }

  /** OMS root digest: SHA-256 over the raw digests in list order (6.5.1). Names are not covered. */
  public Digest rootDigest() {
    if (entries instanceof EntrySummary summary) {
      return summary.rootDigest();
    }
    MessageDigest sha256 = Digest.newSha256();
    if (entries instanceof EntryTable table) {
      table.addDigestsTo(sha256);
    } else {
      entries.forEach(entry -> entry.digest().addTo(sha256));
    }
    return new Digest(Digest.SHA256, sha256.digest());
  }

  /**
   * Identifies names and contents: SHA-256 over name, algorithm and hex digest of every entry, each
   * with its length before it, sorted by name in code point order. Neither the model's name nor the
   * serialization is covered.
   */
  public Digest canonicalDigest() {
    return entries instanceof EntrySummary summary
        ? summary.canonicalDigest()
        : ManifestCodec.canonicalDigest(sorted().entries);
  }

  /** The same resources in the order that a signer must write (5.2.1). */
  public Manifest sorted() {
    if (isSummary()) {
      return this;
    }
    if (entries instanceof EntryTable table) {
      return table.isSorted() ? this : new Manifest(modelName, serialization, table.sorted());
    }
    Comparator<ManifestEntry> byName =
        Comparator.comparing(ManifestEntry::name, CodePointOrder.INSTANCE);
    return new Manifest(modelName, serialization, entries.stream().sorted(byName).toList());
  }

  /**
   * The file that a resource is or is part of: its name without the numbers of a shard. Where
   * shards are expected, a name that is not that of a shard is returned unchanged.
   */
  public String fileOf(ManifestEntry entry) {
    return switch (serialization.method()) {
      case FILES -> entry.name();
      case SHARDS -> {
        Optional<ShardName> shard = ShardName.of(entry.name());
        yield shard.isPresent() ? shard.get().path() : entry.name();
      }
    };
  }

  /** The files of the resources, in the order of their first resource. */
  public Set<String> fileNames() {
    Set<String> names = LinkedHashSet.newLinkedHashSet(entries.size());
    for (ManifestEntry entry : entries) {
      names.add(fileOf(entry));
    }
    return names;
  }

  /** The number of files. */
  public int fileCount() {
    if (entries instanceof EntrySummary summary) {
      return summary.files();
    }
    return switch (serialization.method()) {
      case FILES -> entries.size();
      case SHARDS -> fileNames().size();
    };
  }
}
