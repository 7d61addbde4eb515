// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GuardSelfTestTest {
  @Test
  void refusalByTheGuardShowsThatItHolds() {
    assertThat(
            GuardSelfTest.resultOf(
                403,
                "pods \"oms-verify-guard-self-test\" is forbidden: ValidatingAdmissionPolicy"
                    + " 'model-signature-reserved-pods' with binding 'b' denied request: reserved"))
        .isInstanceOf(SelfTestResult.Holds.class);
  }

  @Test
  void refusalForLackOfRightsLeavesItUntested() {
    assertThat(
            GuardSelfTest.resultOf(
                403, "pods is forbidden: User \"o\" cannot create resource \"pods\" in API group"))
        .isInstanceOf(SelfTestResult.Untestable.class);
  }

  @Test
  void refusalByAnotherPolicySaysNothing() {
    assertThat(GuardSelfTest.resultOf(403, "ValidatingAdmissionPolicy 'other' denied request"))
        .isInstanceOf(SelfTestResult.Inconclusive.class);
  }

  @Test
  void webhookWithoutDryRunLeavesItUntested() {
    assertThat(GuardSelfTest.resultOf(400, "admission webhook w does not support dry run"))
        .isInstanceOf(SelfTestResult.Untestable.class);
  }

  @Test
  void existingPodOfThatNameShowsThatTheGuardAdmittedIt() {
    assertThat(GuardSelfTest.resultOf(409, "already exists"))
        .isInstanceOf(SelfTestResult.Broken.class);
  }

  @Test
  void unreachableServerIsInconclusive() {
    assertThat(GuardSelfTest.resultOf(0, "connection refused"))
        .isInstanceOf(SelfTestResult.Inconclusive.class);
    assertThat(GuardSelfTest.resultOf(401, "Unauthorized"))
        .isInstanceOf(SelfTestResult.Inconclusive.class);
    assertThat(GuardSelfTest.resultOf(503, "busy")).isInstanceOf(SelfTestResult.Inconclusive.class);
  }
}
