// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.RandomAccess;

/**
 * The entries of a manifest in little memory, since a model may have millions: names and digests as
 * bytes, an entry only while it is looked at. A table is filled first and read afterwards; {@link
 * Manifest} takes it as it is.
 */
public final class EntryTable extends AbstractList<ManifestEntry> implements RandomAccess {
  /** Digests per array. */
  private static final int ROWS = 1 << 14;

  private final String digestAlgorithm;
  private final int digestBytes;
  private final NameTable names;
  private final List<byte[]> digests;
  private final List<String> algorithms;
  private byte[] algorithmOf;
  private final int[] order;

  /**
   * An empty table.
   *
   * @param digestAlgorithm of all entries, a name of the OMS registry
   */
  public EntryTable(String digestAlgorithm) {
    this.digestAlgorithm = digestAlgorithm;
    this.digestBytes = Digest.lengthOf(digestAlgorithm);
    this.names = new NameTable();
    this.digests = new ArrayList<>();
    this.algorithms = new ArrayList<>();
    this.algorithmOf = new byte[16];
    this.order = new int[0];
  }

  private EntryTable(EntryTable same, String digestAlgorithm, int[] order) {
    this.digestAlgorithm = digestAlgorithm;
    this.digestBytes = same.digestBytes;
    this.names = same.names;
    this.digests = same.digests;
    this.algorithms = same.algorithms;
    this.algorithmOf = same.algorithmOf;
    this.order = order;
  }

  /**
   * The same digests as those of another algorithm.
   *
   * @throws IllegalArgumentException if its digests have another length
   */
  public EntryTable withDigestAlgorithm(String algorithm) {
    if (Digest.lengthOf(algorithm) != digestBytes) {
      throw new IllegalArgumentException("digests by " + algorithm + " have another length");
    }
    return new EntryTable(this, algorithm, order);
  }

  /**
   * Adds an entry at the end.
   *
   * @param algorithm as the statement names it
   * @param digest copied
   * @throws IllegalArgumentException if the digest has another length than its algorithm's, or the
   *     entries have more than 127 different algorithms
   */
  public void add(String name, String algorithm, byte[] digest) {
    if (digest.length != digestBytes) {
      throw new IllegalArgumentException(
          "a %s digest has %d bytes, not %d"
              .formatted(digestAlgorithm, digestBytes, digest.length));
    }
    int row = names.size();
    names.add(name);
    if (row % ROWS == 0) {
      digests.add(new byte[(row == 0 ? 64 : ROWS) * digestBytes]);
    }
    byte[] rows = digests.getLast();
    int start = row % ROWS * digestBytes;
    if (start == rows.length) {
      rows = Arrays.copyOf(rows, Math.min(ROWS * digestBytes, rows.length * 2));
      digests.set(digests.size() - 1, rows);
    }
    System.arraycopy(digest, 0, rows, start, digestBytes);
    if (row == algorithmOf.length) {
      algorithmOf = Arrays.copyOf(algorithmOf, row + (row >> 1));
    }
    algorithmOf[row] = (byte) numberOf(algorithm);
  }

  private int numberOf(String algorithm) {
    int known = algorithms.indexOf(algorithm);
    if (known >= 0) {
      return known;
    }
    if (algorithms.size() == Byte.MAX_VALUE) {
      throw new IllegalArgumentException("the entries have too many different algorithms");
    }
    algorithms.add(algorithm);
    return algorithms.size() - 1;
  }

  @Override
  public int size() {
    return names.size();
  }

  private int row(int index) {
    return order.length == 0 ? index : order[index];
  }

  @Override
  public ManifestEntry get(int index) {
    int row = row(index);
    return new ManifestEntry(
        names.get(row), algorithms.get(algorithmOf[row]), new Digest(digestAlgorithm, digest(row)));
  }

  private byte[] digest(int row) {
    int start = row % ROWS * digestBytes;
    return Arrays.copyOfRange(digests.get(row / ROWS), start, start + digestBytes);
  }

  /** The same entries in code point order. */
  EntryTable sorted() {
    return isSorted() ? this : new EntryTable(this, digestAlgorithm, names.order());
  }

  /** Whether the entries are in code point order. */
  boolean isSorted() {
    if (order.length == 0) {
      return names.isAscending();
    }
    for (int i = 1; i < order.length; i++) {
      if (names.compare(order[i - 1], order[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The first entry whose name is there before; empty if all names differ. */
  public OptionalInt repeated() {
    if (names.isAscending()) {
      return OptionalInt.empty();
    }
    int[] ascending = names.order();
    for (int i = 1; i < ascending.length; i++) {
      if (names.compare(ascending[i - 1], ascending[i]) == 0) {
        return OptionalInt.of(ascending[i]);
      }
    }
    return OptionalInt.empty();
  }

  /** Adds the digests in their order. */
  void addDigestsTo(MessageDigest digest) {
    for (int i = 0; i < size(); i++) {
      int row = row(i);
      digest.update(digests.get(row / ROWS), row % ROWS * digestBytes, digestBytes);
    }
  }
}
