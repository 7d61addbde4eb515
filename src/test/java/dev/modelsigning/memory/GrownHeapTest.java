// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GrownHeapTest {
  private static GrownHeap mib(long used, long lasting) {
    return new GrownHeap(used << 20, lasting << 20);
  }

  @Test
  void smallHeapHasRoomBeforeItIsCollected() {
    assertThat(mib(30, 0).isReached()).isFalse();
    assertThat(mib(33, 0).isReached()).isTrue();
  }

  @Test
  void heapIsCollectedWhenHalfAgainIsInUse() {
    assertThat(mib(180, 100).isReached()).isFalse();
    assertThat(mib(183, 100).isReached()).isTrue();
  }

  @Test
  void whatACollectionLeavesIsNotCollectedAgain() {
    assertThat(mib(500, 500).isReached()).isFalse();
  }
}
