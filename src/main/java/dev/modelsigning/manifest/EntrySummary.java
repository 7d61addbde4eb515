// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.AbstractList;

/**
 * The entries of a manifest of which only digests and numbers are here: enough to tell whether two
 * manifests are the same, not to tell what differs. Whoever asks for an entry is refused loudly.
 */
public final class EntrySummary extends AbstractList<ManifestEntry> {
  private final int entries;
  private final int files;
  private final Digest canonical;
  private final Digest root;

  /**
   * A summary.
   *
   * @param entries how many there are, at least one
   * @param files how many files they are of
   * @param canonical see {@link Manifest#canonicalDigest()}
   * @param root see {@link Manifest#rootDigest()}
   */
  public EntrySummary(int entries, int files, Digest canonical, Digest root) {
    if (entries < 1 || files < 1 || files > entries) {
      throw new IllegalArgumentException("not numbers of entries and their files");
    }
    this.entries = entries;
    this.files = files;
    this.canonical = canonical;
    this.root = root;
  }

  int files() {
    return files;
  }

  Digest canonicalDigest() {
    return canonical;
  }

  Digest rootDigest() {
    return root;
  }

  @Override
  public int size() {
    return entries;
  }

  @Override
  public ManifestEntry get(int index) {
    throw new IllegalStateException("of these entries only digests are known");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntrySummary that
        && entries == that.entries
        && files == that.files
        && canonical.equals(that.canonical)
        && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  @Override
  public String toString() {
    return "EntrySummary[" + entries + " entries, " + canonical + "]";
  }
}
