// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GuardTrialTest {
  @Test
  void refusalByTheGuardShowsThatItHolds() {
    assertThat(
            GuardTrial.judge(
                403,
                "pods \"oms-verify-guard-self-test\" is forbidden: ValidatingAdmissionPolicy"
                    + " 'model-signature-reserved-pods' with binding 'b' denied request: reserved"))
        .isInstanceOf(SelfTest.Holds.class);
  }

  @Test
  void refusalForLackOfRightsLeavesItUntested() {
    assertThat(
            GuardTrial.judge(
                403, "pods is forbidden: User \"o\" cannot create resource \"pods\" in API group"))
        .isInstanceOf(SelfTest.Untestable.class);
  }

  @Test
  void refusalByAnotherPolicySaysNothing() {
    assertThat(GuardTrial.judge(403, "ValidatingAdmissionPolicy 'other' denied request"))
        .isInstanceOf(SelfTest.Inconclusive.class);
  }

  @Test
  void webhookWithoutDryRunLeavesItUntested() {
    assertThat(GuardTrial.judge(400, "admission webhook w does not support dry run"))
        .isInstanceOf(SelfTest.Untestable.class);
  }

  @Test
  void existingPodOfThatNameShowsThatAdmissionLetItThrough() {
    assertThat(GuardTrial.judge(409, "already exists")).isInstanceOf(SelfTest.Broken.class);
  }

  @Test
  void unreachableServerIsInconclusive() {
    assertThat(GuardTrial.judge(0, "connection refused")).isInstanceOf(SelfTest.Inconclusive.class);
    assertThat(GuardTrial.judge(401, "Unauthorized")).isInstanceOf(SelfTest.Inconclusive.class);
    assertThat(GuardTrial.judge(503, "busy")).isInstanceOf(SelfTest.Inconclusive.class);
  }
}
