// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** A Merkle tree of RFC 6962, section 2.1, in memory. */
final class MerkleTree {
  private final List<byte[]> leaves = new ArrayList<>();

  /** Appends a leaf and returns its index. */
  synchronized int append(byte[] leaf) {
    leaves.add(sha256(new byte[] {0}, leaf));
    return leaves.size() - 1;
  }

  synchronized int size() {
    return leaves.size();
  }

  /** The hash of a leaf. */
  synchronized byte[] leafHash(int index) {
    return leaves.get(index).clone();
  }

  /** The hash of the whole tree. */
  synchronized byte[] root() {
    return hash(leaves);
  }

  /** The audit path of a leaf, nearest first. */
  synchronized List<byte[]> proof(int index) {
    return path(index, leaves);
  }

  private static byte[] hash(List<byte[]> part) {
    if (part.size() == 1) {
      return part.getFirst();
    }
    int left = leftSize(part.size());
    return sha256(
        new byte[] {1}, hash(part.subList(0, left)), hash(part.subList(left, part.size())));
  }

  private static List<byte[]> path(int index, List<byte[]> part) {
    if (part.size() == 1) {
      return new ArrayList<>();
    }
    int left = leftSize(part.size());
    List<byte[]> low = part.subList(0, left);
    List<byte[]> high = part.subList(left, part.size());
    List<byte[]> path = index < left ? path(index, low) : path(index - left, high);
    path.add(hash(index < left ? high : low));
    return path;
  }

  /** The largest power of two below the size. */
  private static int leftSize(int size) {
    return Integer.highestOneBit(size - 1);
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
