// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RecentTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private final Recent<Integer, String> recent = new Recent<>();

  @Test
  void answerIsForgottenAtItsEnd() {
    recent.keep(1, "one", NOW, NOW.plusSeconds(10));

    assertThat(recent.get(1, NOW.plusSeconds(9))).contains("one");
    assertThat(recent.get(1, NOW.plusSeconds(10))).isEmpty();
    assertThat(recent.get(2, NOW)).isEmpty();
  }

  @Test
  void whatWasNotUsedForTheLongestTimeMakesRoom() {
    for (int i = 0; i < Recent.MOST; i++) {
      recent.keep(i, "answer", NOW, NOW.plusSeconds(10));
    }
    assertThat(recent.get(0, NOW)).isPresent();

    recent.keep(Recent.MOST, "answer", NOW, NOW.plusSeconds(10));

    assertThat(recent.get(0, NOW)).isPresent();
    assertThat(recent.get(1, NOW)).isEmpty();
  }
}
