// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a policy is surveyed first. */
class SettledPoliciesTest {
  private Instant now = Instant.parse("2026-12-01T10:00:00Z");
  private final SettledPolicies settled =
      new SettledPolicies(((InstantSource) () -> now).withZone(ZoneOffset.UTC));

  private static ClusterModelTrustPolicy policy(long generation, long read, String authority) {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName("p").withGeneration(generation).build());
    policy.setStatus(new ClusterModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = read;
    var trusted = new AuthorityStatus();
    trusted.digest = authority;
    policy.getStatus().authorities = List.of(trusted);
    return policy;
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  @Test
  void timeForTheModelsBeginsWhenThePolicyWasRead() {
    assertThat(settled.settlesIn(policy(1, 0, "a"))).isEqualTo(SettledPolicies.READING);
    later(Duration.ofSeconds(2));
    assertThat(settled.settlesIn(policy(1, 1, "a"))).isEqualTo(SettledPolicies.JUDGING);
    later(Duration.ofSeconds(1));
    assertThat(settled.settlesIn(policy(1, 1, "a"))).isEqualTo(Duration.ofSeconds(2));
    later(Duration.ofSeconds(2));
    assertThat(settled.settlesIn(policy(1, 1, "a"))).isZero();
    later(Duration.ofHours(1));
    assertThat(settled.settlesIn(policy(1, 1, "a"))).isZero();
  }

  @Test
  void otherAuthoritiesAndOtherGenerationsSettleAnew() {
    settled.settlesIn(policy(1, 1, "a"));
    later(SettledPolicies.JUDGING);
    assertThat(settled.settlesIn(policy(1, 1, "b"))).isEqualTo(SettledPolicies.JUDGING);
    later(SettledPolicies.JUDGING);
    assertThat(settled.settlesIn(policy(2, 2, "b"))).isEqualTo(SettledPolicies.JUDGING);
  }

  @Test
  void policyThatIsNeverReadSettlesAllTheSame() {
    settled.settlesIn(policy(2, 1, "a"));
    later(SettledPolicies.READING);
    assertThat(settled.settlesIn(policy(2, 1, "a"))).isZero();
  }

  @Test
  void policyThatChangesAllTheTimeIsSurveyedAllTheSame() {
    long generation = 1;
    Instant begin = now;
    while (!settled.settlesIn(policy(generation, generation, "a")).isZero()) {
      later(Duration.ofSeconds(2));
      generation++;
    }
    assertThat(Duration.between(begin, now)).isEqualTo(SettledPolicies.READING);
  }

  @Test
  void anotherPolicyOfTheNameSettlesAnew() {
    settled.settlesIn(policy(1, 1, "a"));
    later(SettledPolicies.JUDGING);
    var other = policy(1, 1, "a");
    other.getMetadata().setUid("other");
    assertThat(settled.settlesIn(other)).isEqualTo(SettledPolicies.JUDGING);
  }

  @Test
  void policyThatIsGoneIsForgotten() {
    settled.settlesIn(policy(1, 1, "a"));
    later(SettledPolicies.JUDGING);
    settled.retain(Set.of("q"));
    assertThat(settled.settlesIn(policy(1, 1, "a"))).isEqualTo(SettledPolicies.JUDGING);
  }
}
