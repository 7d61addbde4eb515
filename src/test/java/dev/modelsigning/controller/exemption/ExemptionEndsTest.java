// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.exemption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.testing.CustomResources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy's status says of exemptions that end. */
class ExemptionEndsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ExemptionEnds ends = new ExemptionEnds(meters);

  private static ClusterModelTrustPolicy policy(String... expiring) {
    ClusterModelTrustPolicy policy = CustomResources.policy("production");
    policy.getSpec().exemptions =
        Arrays.stream(expiring)
            .map(
                expires -> {
                  var exemption = new PolicyExemption();
                  exemption.name = "until-" + expires;
                  exemption.expires = expires;
                  return exemption;
                })
            .toList();
    return policy;
  }

  private Reason reason(ClusterModelTrustPolicy policy) {
    return ends.of(policy, Set.of("production"), NOW).orElseThrow().reason();
  }

  private double counted() {
    return meters.get("model_signature_exemptions_ending").gauge().value();
  }

  @Test
  void policyWithoutExemptionsHasNothingToTell() {
    assertThat(ends.of(CustomResources.policy("p"), Set.of("p"), NOW)).isEmpty();
    assertThat(ends.of(policy(), Set.of("production"), NOW)).isEmpty();
  }

  @Test
  void sevenDaysBeforeTheEndItIsTold() {
    assertThat(reason(policy("2026-12-06T10:00:01Z"))).isEqualTo(Reason.ExemptionsLast);
    assertThat(counted()).isZero();
    assertThat(reason(policy("2026-12-06T10:00:00Z"))).isEqualTo(Reason.ExemptionEnding);
    assertThat(counted()).isEqualTo(1);
  }

  @Test
  void onesThatHaveEndedComeFirst() {
    assertThat(reason(policy("2026-12-01T10:00:00Z", "2026-11-29T10:00:00Z")))
        .isEqualTo(Reason.ExemptionEnded);
    assertThat(counted()).isEqualTo(2);
  }

  @Test
  void oneWithoutAnEndThatCanBeReadHasEnded() {
    assertThat(reason(policy("tomorrow"))).isEqualTo(Reason.ExemptionEnded);
  }

  @Test
  void policyThatIsGoneIsNotCounted() {
    ends.of(policy("2026-12-01T10:00:00Z"), Set.of("production"), NOW);
    ends.of(CustomResources.policy("other"), Set.of("other"), NOW);
    assertThat(counted()).isZero();
  }
}
