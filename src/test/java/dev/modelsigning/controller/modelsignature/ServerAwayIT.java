// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.story.OperatorScenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The API server goes away and comes back. */
class ServerAwayIT extends OperatorScenario {
  /** Long enough for pauses that double to become long. */
  private static final Duration OUTAGE = Duration.ofSeconds(25);

  private static final Duration BACK_AT_WORK = Duration.ofSeconds(15);

  @Test
  void workGoesOnSoonAfterTheServersReturn() {
    given.aPolicy().aSignedModel();
    API.awayDuring(ServerAwayIT::outage);

    given.aBoundClaim().aModelSignature();

    Await.until("the new model to be looked at", BACK_AT_WORK, this::isMeasuring);
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
  }

  private static void outage() {
    long end = System.nanoTime() + OUTAGE.toNanos();
    Await.until("the outage to last", OUTAGE.multipliedBy(2), () -> System.nanoTime() > end);
  }

  private boolean isMeasuring() {
    return !API.admin().batch().v1().jobs().inNamespace(team).list().getItems().isEmpty();
  }
}
