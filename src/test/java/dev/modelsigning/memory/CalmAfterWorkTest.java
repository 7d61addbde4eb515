// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CalmAfterWorkTest {
  private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

  private final CalmAfterWork work = new CalmAfterWork(Duration.ofSeconds(15));

  private boolean isReached(long collections, int second) {
    return work.isReached(collections, START.plusSeconds(second));
  }

  @Test
  void nothingIsCollectedAtRest() {
    assertThat(isReached(0, 0)).isFalse();
    assertThat(isReached(0, 3_600)).isFalse();
  }

  @Test
  void collectsOnceAfterWorkIsOver() {
    assertThat(isReached(3, 0)).isFalse();
    assertThat(isReached(4, 14)).isFalse();
    assertThat(isReached(4, 28)).isFalse();
    assertThat(isReached(4, 29)).isTrue();

    work.settle(5);

    assertThat(isReached(5, 30)).isFalse();
    assertThat(isReached(5, 3_600)).isFalse();
    assertThat(isReached(6, 3_601)).isFalse();
    assertThat(isReached(6, 3_616)).isTrue();
  }
}
