// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementRunTest {
  /** What the API server keeps of a {@code generateName} before it adds five random letters. */
  private static final int KEPT_OF_A_GENERATED_NAME = 58;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "minilm",
        "discovered-image-668ede2c99a8e9ea6aef1939fdf4f75ef13e841e",
        "a-name-of-thirty-five-characters-it",
        "a-name-of-thirty-six-characters-it-i",
        "------------------------------------------------------------------------x"
      })
  void hyphenBetweenTheNamesOfJobAndPodIsNotCut(String owner) {
    String jobName = MeasurementRun.fresh(owner, Optional.empty(), new SecureRandom()).jobName();

    assertThat(jobName).startsWith("oms-verify-").hasSizeLessThan(KEPT_OF_A_GENERATED_NAME);
  }
}
