// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.memory;

/**
 * Tells when the old part of the heap has grown so far that a collection pays. The serial collector
 * would let it grow to its limit before it collects it: what is garbage there stays in memory.
 *
 * @param used bytes of the old part in use, garbage included
 * @param lasting bytes that were left by its last collection; 0 before the first one
 */
record GrownHeap(long used, long lasting) {
  /** Grows by less than this between two collections, however little lasts. */
  private static final long ROOM = 32L << 20;

  /** Collected at half again of what lasts, and some room. */
  boolean isReached() {
    return used > lasting + lasting / 2 + ROOM;
  }
}
