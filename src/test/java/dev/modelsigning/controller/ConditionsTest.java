// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.controller.Conditions.Value;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Instant EARLIER = Instant.parse("2026-11-21T09:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static List<Condition> earlier() {
    return new Conditions(null, 1, EARLIER)
        .with(Conditions.READY, Value.FALSE, "Measuring", "1 %")
        .list();
  }

  @Test
  void transitionTimeStaysWhenOnlyReasonAndMessageChange() {
    assertThat(
            new Conditions(earlier(), 2, NOW)
                .with(Conditions.READY, Value.FALSE, "ContentMismatch", "a file")
                .list())
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getLastTransitionTime()).isEqualTo(EARLIER.toString());
              assertThat(condition.getReason()).isEqualTo("ContentMismatch");
              assertThat(condition.getObservedGeneration()).isEqualTo(2);
            });
  }

  @Test
  void transitionTimeMovesWithTheStatus() {
    assertThat(
            new Conditions(earlier(), 1, NOW)
                .with(Conditions.READY, Value.TRUE, "SignatureVerified", "")
                .list()
                .getFirst()
                .getLastTransitionTime())
        .isEqualTo(NOW.toString());
  }

  @Test
  void longMessagesAreCut() {
    assertThat(
            new Conditions(null, 1, NOW)
                .with(Conditions.READY, Value.UNKNOWN, "Long", "x".repeat(100_000))
                .list()
                .getFirst()
                .getMessage())
        .hasSize(4096);
  }
}
