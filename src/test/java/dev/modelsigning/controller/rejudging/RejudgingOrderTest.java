// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.controller.rejudging.RejudgingOrder.Urgency;
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
      order.add(id("idle-" + i), Urgency.SIGNED);
    }
  }

  private List<ResourceID> next() {
    return order.next(NOW);
  }

  @Test
  void whatPodsMountOvertakesWhatNobodyUses() {
    many(3);
    order.add(id("served"), Urgency.USED);
    order.add(id("idle-2"), Urgency.USED);

    assertThat(next()).containsExactly(id("served"), id("idle-2"), id("idle-0"), id("idle-1"));
  }

  @Test
  void onlyAFewAreUnderWayAtATime() {
    many(100);
    List<ResourceID> first = next();
    assertThat(first).hasSize(RejudgingOrder.AT_A_TIME);
    assertThat(next()).isEmpty();

    order.finished(first.getFirst());
    order.add(id("served"), Urgency.USED);

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
    order.add(id("a"), Urgency.USED);
    order.add(id("a"), Urgency.SIGNED);
    order.add(id("a"), Urgency.USED);

    assertThat(next()).containsExactly(id("a"));
    assertThat(next()).isEmpty();
  }

  @Test
  void whatFinishesUnaskedIsOrdinary() {
    order.finished(id("a"));
    assertThat(next()).isEmpty();
  }

  @Test
  void whatHasNoSignatureYetComesLast() {
    order.add(id("unsigned"), Urgency.NOT_JUDGED);
    order.add(id("idle"), Urgency.SIGNED);
    order.add(id("promoted"), Urgency.NOT_JUDGED);
    order.add(id("promoted"), Urgency.SIGNED);

    assertThat(next()).containsExactly(id("idle"), id("promoted"), id("unsigned"));
  }

  @Test
  void whatOnlyReadsDifferentlyComesAfterItsTimeAndOneByOne() {
    order.addLater(id("a"), NOW.plusSeconds(600));
    order.addLater(id("b"), NOW.plusSeconds(600));
    assertThat(order.next(NOW.plusSeconds(599))).isEmpty();

    Instant due = NOW.plusSeconds(600);
    assertThat(order.next(due)).containsExactly(id("a"));
    assertThat(order.next(due)).isEmpty();
    assertThat(order.finished(id("a"))).isTrue();
    assertThat(order.next(due)).isEmpty();

    assertThat(order.next(due.plus(RejudgingOrder.UNHURRIED))).containsExactly(id("b"));
    assertThat(order.isEmpty()).isTrue();
  }

  @Test
  void whatWasReconciledMeanwhileNeedsNoOtherLook() {
    order.addLater(id("a"), NOW);
    order.finished(id("a"));

    assertThat(next()).isEmpty();
  }

  @Test
  void whatHasToBeJudgedDoesNotWaitForWhatOnlyReadsDifferently() {
    order.addLater(id("a"), NOW.plusSeconds(600));
    order.add(id("a"), Urgency.SIGNED);
    order.addLater(id("a"), NOW.plusSeconds(600));

    assertThat(next()).containsExactly(id("a"));
    order.finished(id("a"));
    assertThat(order.isEmpty()).isTrue();
  }
}
