// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** When a policy that was made or edited is surveyed. */
class EditedPoliciesTest {
  private Instant now = Instant.parse("2026-12-01T10:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final List<Integer> surveys = new ArrayList<>();
  private int reported;
  private OptionalLong state = OptionalLong.empty();
  private OptionalLong pods = OptionalLong.empty();
  private List<ClusterModelTrustPolicy> policies = List.of();

  private Map<String, ImpactStatus> survey(Collection<ClusterModelTrustPolicy> surveyed) {
    surveys.add(surveyed.size());
    return surveyed.stream()
        .collect(
            Collectors.toMap(
                policy -> policy.getMetadata().getName(), policy -> new ImpactStatus()));
  }

  private ImpactWatch watch(Duration judging, Duration following) {
    return new ImpactWatch(
        this::survey,
        clock,
        new SettledPolicies(clock, judging, following),
        () -> state,
        () -> pods,
        Runnable::run);
  }

  private ClusterModelTrustPolicy named(String name, long generation, long read) {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(name).withGeneration(generation).build());
    policy.setStatus(new ClusterModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = read;
    return policy;
  }

  @Test
  void podsBeginNoSurveyBeforeAllPoliciesHaveSettled() {
    var patient = watch(SettledPolicies.JUDGING, Duration.ZERO);
    var first = named("p", 1, 1);
    policies = List.of(first);
    patient.surveyWhenDue(first, () -> policies, () -> reported++);
    now = now.plus(SettledPolicies.JUDGING);
    patient.surveyWhenDue(first, () -> policies, () -> reported++);
    var numbers = patient.latest(first);

    policies = List.of(first, named("q", 1, 1));
    pods = OptionalLong.of(7);
    now = now.plusSeconds(30);
    patient.look();
    assertThat(surveys).containsExactly(1);
    now = now.plus(SettledPolicies.JUDGING);
    patient.look();
    assertThat(surveys).containsExactly(1, 2);
    assertThat(numbers).isPresent();

    policies = List.of();
    pods = OptionalLong.of(8);
    now = now.plusSeconds(30);
    patient.look();
    assertThat(patient.latest(first)).isEmpty();
  }

  @Test
  void policyThatIsMadeAnewUnderItsNameHasNoNumbersOfTheFormerOne() {
    var watch = watch(Duration.ZERO, Duration.ZERO);
    var former = named("p", 1, 1);
    policies = List.of(former);
    watch.surveyWhenDue(former, () -> policies, () -> reported++);
    var other = named("p", 1, 1);
    other.getMetadata().setUid("other");
    assertThat(watch.latest(other)).isEmpty();
    policies = List.of(other);
    now = now.plusSeconds(5);
    watch.surveyWhenDue(other, () -> policies, () -> reported++);
    assertThat(surveys).hasSize(2);
    assertThat(watch.latest(other)).isPresent();
  }

  @Test
  void editIsSurveyedOnceMoreWhenTheStatusesHaveFollowed() {
    var following = watch(Duration.ZERO, SettledPolicies.FOLLOWING);
    var policy = named("p", 1, 1);
    Supplier<Duration> asking =
        () -> following.surveyWhenDue(policy, () -> List.of(policy), () -> reported++);
    state = OptionalLong.of(1);
    assertThat(asking.get()).isEqualTo(SettledPolicies.FOLLOWING);
    now = now.plusSeconds(10);
    assertThat(asking.get()).isEqualTo(Duration.ofSeconds(5));
    assertThat(surveys).hasSize(1);

    state = OptionalLong.of(2);
    now = now.plusSeconds(5);
    assertThat(asking.get()).isEqualTo(SurveyPauses.LONG);
    assertThat(surveys).hasSize(2);
  }
}
