// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said while a measuring pod does not run yet. */
final class PendingPodTest {
  @Test
  void podThatAnAbsentWebhookKeepsOutIsNotBlamedOnTheMeasurement() {
    Optional<String> told =
        PendingPod.explanation(
            Optional.empty(),
            Optional.of(
                "FailedCreate: Error creating: failed calling webhook: connection refused"));

    assertThat(told).isPresent();
    assertThat(told.orElseThrow())
        .contains("failed calling webhook")
        .contains("hint: it is tried again by itself; where it is the namespace that refuses it");
  }
}
