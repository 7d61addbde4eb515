// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.UnknownReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command line and the API use the same words. */
class VerificationReasonsTest {
  @ParameterizedTest
  @EnumSource(RejectionReason.class)
  void rejectionHasTheSameWordInTheApiAsOnTheCommandLine(RejectionReason reason) {
    assertThat(VerificationReasons.of(reason).text()).isEqualTo(reason.reason());
  }

  @ParameterizedTest
  @EnumSource(UnknownReason.class)
  void unknownVerdictHasTheSameWordInTheApiAsOnTheCommandLine(UnknownReason reason) {
    assertThat(VerificationReasons.of(reason).text()).isEqualTo(reason.reason());
  }
}
