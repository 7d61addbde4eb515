// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
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
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ImpactWatchTest {
  private Instant now = Instant.parse("2026-11-28T10:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final List<Integer> surveys = new ArrayList<>();
  private boolean fails;
  private int reported;
  private Duration lasts = Duration.ZERO;
  private OptionalLong state = OptionalLong.empty();
  private OptionalLong pods = OptionalLong.empty();
  private final ImpactWatch watch = watch(Duration.ZERO, Duration.ZERO, Runnable::run);
  private int finds;
  private boolean podsFail;
  private List<ClusterModelTrustPolicy> policies = List.of();

  private OptionalLong pods() {
    if (podsFail) {
      throw new IllegalStateException("no cache");
    }
    return pods;
  }

  private Map<String, ImpactStatus> survey(Collection<ClusterModelTrustPolicy> policies) {
    surveys.add(policies.size());
    now = now.plus(lasts);
    if (fails) {
      throw new IllegalStateException("the API server is away");
    }
    if (policies.isEmpty()) {
      return Map.of();
    }
    var impact = new ImpactStatus();
    impact.observedGeneration = policies.iterator().next().getMetadata().getGeneration();
    impact.refusedPods = finds > 0 ? finds : surveys.size();
    return Map.of("p", impact);
  }

  private ImpactWatch watch(Duration judging, Duration following, Executor executor) {
    return new ImpactWatch(
        this::survey,
        clock,
        new SettledPolicies(clock, judging, following),
        () -> state,
        this::pods,
        executor);
  }

  private Duration ask(long generation) {
    return ask(generation, "sha256:one");
  }

  private Duration ask(long generation, String trusted) {
    var policy = new ClusterModelTrustPolicy();
    var authority = new AuthorityStatus();
    authority.digest = trusted;
    policy.setStatus(new ClusterModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = generation;
    policy.getStatus().authorities = List.of(authority);
    policy.setMetadata(new ObjectMetaBuilder().withName("p").withGeneration(generation).build());
    policies = List.of(policy);
    return watch.surveyWhenDue(policy, () -> policies, () -> reported++);
  }

  @Test
  void surveysAtOnceAndThenEveryTenMinutes() {
    ask(1);
    assertThat(surveys).hasSize(1);
    assertThat(reported).isOne();
    assertThat(watch.latest(policies.getFirst()))
        .hasValueSatisfying(i -> assertThat(i.refusedPods).isEqualTo(1));

    now = now.plusSeconds(599);
    assertThat(ask(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(surveys).hasSize(1);

    now = now.plusSeconds(1);
    ask(1);
    assertThat(surveys).hasSize(2);
  }

  @Test
  void surveysNothingThatHasNotChangedForSixHours() {
    state = OptionalLong.of(1);
    ask(1);
    for (int i = 0; i < 6 * 6 - 1; i++) {
      now = now.plusSeconds(600);
      assertThat(ask(1)).isEqualTo(SurveyPauses.LONG);
    }
    assertThat(surveys).hasSize(1);

    now = now.plusSeconds(600);
    ask(1);
    assertThat(surveys).hasSize(2);
  }

  @Test
  void surveysAgainWhenSomethingHasChanged() {
    state = OptionalLong.of(1);
    ask(1);
    now = now.plusSeconds(600);
    ask(1);
    state = OptionalLong.of(2);

    assertThat(ask(1)).isEqualTo(SurveyPauses.LONG);
    assertThat(surveys).hasSize(1);
    now = now.plusSeconds(600);
    ask(1);
    assertThat(surveys).hasSize(2);
  }

  @Test
  void changedPolicyIsSurveyedAfterFiveSeconds() {
    ask(1);
    assertThat(ask(2)).isEqualTo(Duration.ofSeconds(5));
    now = now.plusSeconds(5);
    ask(2);
    assertThat(surveys).hasSize(2);
  }

  @Test
  void changedTrustIsSurveyedAfterFiveSecondsThoughNobodyEditedThePolicy() {
    ask(1);
    assertThat(ask(1, "sha256:other")).isEqualTo(Duration.ofSeconds(5));
    now = now.plusSeconds(5);
    ask(1, "sha256:other");
    assertThat(surveys).hasSize(2);
  }

  @Test
  void surveyThatFailsLeavesTheFormerNumbers() {
    ask(1);
    fails = true;
    now = now.plus(SurveyPauses.LONG);
    ask(1);
    assertThat(surveys).hasSize(2);
    assertThat(watch.latest(policies.getFirst()))
        .hasValueSatisfying(i -> assertThat(i.refusedPods).isEqualTo(1));
  }

  private void lookAfter(long seconds) {
    now = now.plusSeconds(seconds);
    watch.look();
  }

  @Test
  void podsThatComeAreSurveyedHalfAMinuteAfterTheLastSurvey() {
    state = OptionalLong.of(1);
    pods = OptionalLong.of(1);
    ask(1);
    lookAfter(60);
    assertThat(surveys).hasSize(1);

    pods = OptionalLong.of(2);
    lookAfter(0);
    assertThat(surveys).hasSize(2);
    assertThat(reported).isEqualTo(2);

    pods = OptionalLong.of(3);
    lookAfter(29);
    assertThat(surveys).hasSize(2);
    lookAfter(1);
    assertThat(surveys).hasSize(3);
    lookAfter(60);
    assertThat(surveys).hasSize(3);
  }

  @Test
  void whatPodsComeIsNotLookedAtBeforeThereIsAPolicy() {
    pods = OptionalLong.of(1);
    lookAfter(600);
    assertThat(surveys).isEmpty();
  }

  @Test
  void surveysThatTakeLongAreMadeLessOften() {
    lasts = Duration.ofSeconds(4);
    ask(1);
    pods = OptionalLong.of(1);
    lookAfter(199);
    assertThat(surveys).hasSize(1);
    lookAfter(1);
    assertThat(surveys).hasSize(2);
  }

  @Test
  void afterASurveyThatFailedPodsAreLookedAtAgain() {
    pods = OptionalLong.of(1);
    ask(1);
    pods = OptionalLong.of(2);
    fails = true;
    lookAfter(30);
    fails = false;
    lookAfter(30);
    assertThat(surveys).hasSize(3);
    lookAfter(60);
    assertThat(surveys).hasSize(3);
  }

  @Test
  void whatIsAsFoundBeforeIsNotReported() {
    finds = 7;
    ask(1);
    pods = OptionalLong.of(1);
    lookAfter(30);
    assertThat(surveys).hasSize(2);
    assertThat(reported).isOne();
  }

  @Test
  void afterTheLastPolicyIsGoneNothingIsSurveyed() {
    ask(1);
    policies = List.of();
    pods = OptionalLong.of(1);
    lookAfter(30);
    pods = OptionalLong.of(2);
    lookAfter(30);
    assertThat(surveys).hasSize(2);
  }

  @Test
  void lookThatFailsIsNotTheLast() {
    ask(1);
    podsFail = true;
    lookAfter(30);
    podsFail = false;
    pods = OptionalLong.of(1);
    lookAfter(0);
    assertThat(surveys).hasSize(2);
  }

  @Test
  void policyThatIsEditedWhileASurveyRunsIsLookedAtAgainSoon() {
    List<Runnable> held = new ArrayList<>();
    var busy = watch(Duration.ZERO, Duration.ZERO, held::add);
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName("p").withGeneration(1L).build());
    policy.setStatus(new ClusterModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = 1L;

    assertThat(busy.surveyWhenDue(policy, () -> List.of(policy), () -> reported++))
        .isEqualTo(SettledPolicies.FOLLOWING);
    assertThat(busy.surveyWhenDue(policy, () -> List.of(policy), () -> reported++))
        .isEqualTo(SurveyPauses.AFTER_EDIT);
    assertThat(held).hasSize(1);
  }
}
