// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejudgingOrderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final RejudgingOrder order = new RejudgingOrder();

  private static ResourceID id(String name) {
    return new ResourceID(name, "team-a");
  }

  private void many(int count) {
    for (int i = 0; i < count; i++) {
      order.add(id("idle-" + i), false);
    }
  }

  private List<ResourceID> next() {
    return order.next(NOW);
  }

  @Test
  void whatPodsMountOvertakesWhatNobodyUses() {
    many(3);
    order.add(id("served"), true);
    order.add(id("idle-2"), true);

    assertThat(next()).containsExactly(id("served"), id("idle-2"), id("idle-0"), id("idle-1"));
  }

  @Test
  void onlyAFewAreUnderWayAtATime() {
    many(100);
    List<ResourceID> first = next();
    assertThat(first).hasSize(RejudgingOrder.AT_A_TIME);
    assertThat(next()).isEmpty();

    order.finished(first.getFirst());
    order.add(id("served"), true);

    assertThat(next()).containsExactly(id("served"));
  }

  @Test
  void whatNeverFinishesGivesItsPlaceBack() {
    many(RejudgingOrder.AT_A_TIME + 1);
    next();

    assertThat(order.next(NOW.plusSeconds(31))).hasSize(1);
  }

  @Test
  void nothingIsHandedOutTwice() {
    order.add(id("a"), true);
    order.add(id("a"), false);
    order.add(id("a"), true);

    assertThat(next()).containsExactly(id("a"));
    assertThat(next()).isEmpty();
  }

  @Test
  void whatFinishesUnaskedIsOrdinary() {
    order.finished(id("a"));
    assertThat(next()).isEmpty();
  }
}
