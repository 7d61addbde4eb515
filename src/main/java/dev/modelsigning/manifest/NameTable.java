// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many names in little memory: their UTF-8 bytes one after the other, about half of what as many
 * strings take. The order of the bytes is that of the code points, which OMS 1.0 wants.
 */
public final class NameTable {
  /** More than the longest name, which is of {@link ResourceNames#MAX_LENGTH} characters. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final List<byte[]> chunks = new ArrayList<>();
  private long[] places = new long[16];
  private int size;
  private int used;

  /** An empty table. */
  public NameTable() {}

  /**
   * Adds a name at the end.
   *
   * @throws IllegalArgumentException if it has more than 1 MiB
   */
  public void add(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > CHUNK_BYTES) {
      throw new IllegalArgumentException("a name has " + bytes.length + " bytes");
    }
    if (chunks.isEmpty() || used + bytes.length > chunks.getLast().length) {
      // The first ones are small, since most models have few files.
      chunks.add(new byte[Math.max(bytes.length, chunks.isEmpty() ? 4096 : CHUNK_BYTES)]);
      used = 0;
    }
    System.arraycopy(bytes, 0, chunks.getLast(), used, bytes.length);
    if (size == places.length) {
      places = Arrays.copyOf(places, size + (size >> 1));
    }
    places[size++] = ((chunks.size() - 1L) << 42) | ((long) used << 21) | bytes.length;
    used += bytes.length;
  }

  /** The number of names. */
  public int size() {
    return size;
  }

  /** A name by its place. */
  public String get(int index) {
    long place = places[index];
    return new String(chunk(place), start(place), length(place), StandardCharsets.UTF_8);
  }

  private byte[] chunk(long place) {
    return chunks.get((int) (place >>> 42));
  }

  private static int start(long place) {
    return (int) (place >>> 21) & 0x1fffff;
  }

  private static int length(long place) {
    return (int) place & 0x1fffff;
  }

  /** Compares two names in code point order. */
  int compare(int one, int other) {
    long left = places[one];
    long right = places[other];
    return Arrays.compareUnsigned(
        chunk(left),
        start(left),
        start(left) + length(left),
        chunk(right),
        start(right),
        start(right) + length(right));
  }

  private int compare(int index, byte[] name) {
    long place = places[index];
    return Arrays.compareUnsigned(
        chunk(place), start(place), start(place) + length(place), name, 0, name.length);
  }

  /** Whether each name comes after the one before it, so that none is there twice. */
  boolean isAscending() {
    for (int i = 1; i < size; i++) {
      if (compare(i - 1, i) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** The places of the names in code point order; equal names keep their order. */
  public int[] order() {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    if (!isAscending()) {
      sort(order, new int[size], 0, size);
    }
    return order;
  }

  /** A merge sort: the sorts of the JDK need an object for each number. */
  private void sort(int[] order, int[] spare, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(order, spare, from, middle);
    sort(order, spare, middle, to);
    if (compare(order[middle - 1], order[middle]) <= 0) {
      return;
    }
    System.arraycopy(order, from, spare, from, middle - from);
    int left = from;
    int right = middle;
    for (int at = from; left < middle; at++) {
      boolean takesLeft = right == to || compare(spare[left], order[right]) <= 0;
      order[at] = takesLeft ? spare[left++] : order[right++];
    }
  }

  /**
   * Finds a name.
   *
   * @param order as {@link #order} returned it
   * @return its index in that order, or a negative number
   */
  public int find(String name, int[] order) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = order.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int comparison = compare(order[middle], wanted);
      if (comparison == 0) {
        return middle;
      }
      if (comparison < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
