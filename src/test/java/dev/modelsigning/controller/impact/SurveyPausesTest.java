// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pauses by how long the last survey took. */
class SurveyPausesTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, false, PT5S, PT30S",
    "PT0.2S, false, PT10S, PT30S",
    "PT4S, false, PT30S, PT200S",
    "PT5M, false, PT30S, PT10M",
    "PT0S, true, PT30S, PT30S"
  })
  void surveysTakeAFiftiethOfTheTimeAndEditsWaitHalfAMinuteAtMost(
      Duration lasted, boolean failed, Duration afterEdit, Duration afterPods) {
    var pauses = new SurveyPauses();
    pauses.note(lasted, failed);
    assertThat(pauses.afterEdit()).isEqualTo(afterEdit);
    assertThat(pauses.afterPods()).isEqualTo(afterPods);
  }
}
