// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RejudgingTest {
  private static final int MODELS = 3;

  private final Set<ResourceID> refused = ConcurrentHashMap.newKeySet();
  private final Set<ResourceID> taken = ConcurrentHashMap.newKeySet();

  @Test
  void whatCannotBeHandedOutComesAgainAndTakesNoOtherWithIt() {
    var rejudging = new Rejudging(Clock.systemUTC(), Duration.ZERO);
    rejudging.setEventHandler(
        event -> {
          if (refused.add(event.getRelatedCustomResourceID())) {
            throw new IllegalStateException("the first time");
          }
          taken.add(event.getRelatedCustomResourceID());
        });
    rejudging.start();
    try {
      rejudging.add(
          IntStream.range(0, MODELS)
              .mapToObj(i -> CustomResources.modelSignature("team-a", "model-" + i)),
          Concerned.now(any -> true),
          any -> false);

      Await.until("all to be taken", Duration.ofSeconds(10), () -> taken.size() == MODELS);
    } finally {
      rejudging.stop();
    }
    assertThat(refused).hasSize(MODELS);
  }
}
