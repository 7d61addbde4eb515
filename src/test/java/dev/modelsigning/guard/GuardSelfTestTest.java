// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.guard.GuardSelfTest.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GuardSelfTestTest {
  private static SelfTestResult result(int unreserved, int reserved) {
    return GuardSelfTest.resultOf(
        new Answer(unreserved, "answer to the other name"), new Answer(reserved, "answer"));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 422})
  void refusalOfTheReservedNameAloneShowsThatTheGuardHolds(int refusal) {
    assertThat(result(201, refusal)).isInstanceOf(SelfTestResult.Holds.class);
    assertThat(result(409, refusal)).isInstanceOf(SelfTestResult.Holds.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 422})
  void refusalOfBothNamesLeavesItUntested(int refusal) {
    assertThat(result(refusal, 403))
        .isEqualTo(new SelfTestResult.Untestable("answer to the other name"));
    assertThat(result(refusal, refusal)).isInstanceOf(SelfTestResult.Untestable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 400, 403, 422, 503, 0})
  void reservedNameThatIsAdmittedShowsThatTheGuardIsBroken(int other) {
    assertThat(result(other, 201)).isInstanceOf(SelfTestResult.Broken.class);
    assertThat(result(other, 409)).isInstanceOf(SelfTestResult.Broken.class);
  }

  @Test
  void noUsableAnswerIsInconclusive() {
    for (int failure : new int[] {0, 401, 404, 429, 500, 503}) {
      assertThat(result(201, failure)).isEqualTo(new SelfTestResult.Inconclusive("answer"));
      assertThat(result(failure, 403))
          .isEqualTo(new SelfTestResult.Inconclusive("answer to the other name"));
    }
    assertThat(result(201, 400)).isInstanceOf(SelfTestResult.Inconclusive.class);
  }
}
