// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.ModelTrustRootStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.TrustRootKeyKind;
import dev.modelsigning.api.v1alpha1.TrustRootKeyStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.controller.census.Census.Reading;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CensusTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final String TEAM = "team-a";

  private final FilledCaches cluster = new FilledCaches();

  private List<Reading> count(Metric metric) {
    return Census.of(cluster, new CountedModels(), Set.of("kube-system"), NOW)
        .readings()
        .getOrDefault(metric, List.of());
  }

  private static Reading reading(double value, String... labels) {
    return new Reading(value, List.of(labels));
  }

  private static Reading reading(Instant time, String... labels) {
    return new Reading((double) time.getEpochSecond(), List.of(labels));
  }

  private ClusterModelTrustPolicy policy(PolicyMode mode) {
    ClusterModelTrustPolicy policy = CustomResources.policy(TEAM);
    policy.getSpec().mode = mode;
    cluster.policies.add(policy);
    return policy;
  }

  private ModelSignature model(String claim, VerdictState verdict, String... policies) {
    ModelSignature model = CustomResources.modelSignature(TEAM, claim);
    model.getMetadata().setGeneration(1L);
    var status = new ModelSignatureStatus();
    status.observedGeneration = 1L;
    status.verdict = verdict;
    status.reason = verdict == VerdictState.Verified ? "SignatureVerified" : "ContentMismatch";
    status.policies =
        Stream.of(policies)
            .map(
                name -> {
                  var one = new PolicyVerdict();
                  one.name = name;
                  one.verdict = verdict;
                  return one;
                })
            .toList();
    model.setStatus(status);
    cluster.models.add(model);
    return model;
  }

  private void claim(String namespace, String name) {
    cluster.claims.add(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
  }

  @Test
  void countsVerdictsOfEachPolicyWithItsMode() {
    policy(PolicyMode.Audit);
    model("a", VerdictState.Verified, TEAM);
    model("b", VerdictState.Verified, TEAM);
    model("c", VerdictState.Rejected, TEAM, "deleted-policy");

    assertThat(count(Metric.MODELS))
        .containsExactlyInAnyOrder(
            reading(2, "Verified", TEAM, "Audit"),
            reading(1, "Rejected", TEAM, "Audit"),
            reading(0, "Unknown", TEAM, "Audit"));
    assertThat(count(Metric.RESOURCES))
        .containsExactlyInAnyOrder(
            reading(2, "Verified", "SignatureVerified"), reading(1, "Rejected", "ContentMismatch"));
  }

  @Test
  void statusOfAnEarlierGenerationCountsAsUnknown() {
    policy(PolicyMode.Enforce);
    model("a", VerdictState.Verified, TEAM).getMetadata().setGeneration(2L);
    cluster.models.add(CustomResources.modelSignature(TEAM, "new"));

    assertThat(count(Metric.MODELS))
        .contains(reading(0, "Verified", TEAM, "Enforce"), reading(1, "Unknown", TEAM, "Enforce"));
    assertThat(count(Metric.RESOURCES)).containsExactly(reading(2, "Unknown", "None"));
  }

  @Test
  void policiesOfNamespacesAreCountedTogether() {
    for (String name : List.of("one", "two")) {
      cluster.namespaced.add(
          NamespacedPolicies.judging(CustomResources.namespacedPolicy(TEAM, name)));
    }
    model("a", VerdictState.Rejected, "team-a/one", "team-a/two");

    assertThat(count(Metric.MODELS))
        .containsExactlyInAnyOrder(
            reading(2, "Rejected", "ModelTrustPolicy", "Enforce"),
            reading(0, "Verified", "ModelTrustPolicy", "Enforce"),
            reading(0, "Unknown", "ModelTrustPolicy", "Enforce"));
  }

  @Test
  void oldestMeasurementIsThatOfAVerifiedModel() {
    measuredAt(model("a", VerdictState.Verified), NOW.minusSeconds(60));
    measuredAt(model("b", VerdictState.Verified), NOW.minusSeconds(600));
    measuredAt(model("c", VerdictState.Rejected), NOW.minusSeconds(6000));

    assertThat(count(Metric.OLDEST_MEASUREMENT)).containsExactly(reading(NOW.minusSeconds(600)));
  }

  private static void measuredAt(ModelSignature model, Instant time) {
    model.getStatus().measurement = new MeasurementStatus();
    model.getStatus().measurement.completedAt = time.toString();
  }

  @Test
  void firstVerdictThatEndsIsTheOneThatCounts() {
    policy(PolicyMode.Enforce);
    for (int hours : List.of(5, 3, 9)) {
      model("m" + hours, VerdictState.Verified, TEAM).getStatus().policies.getFirst().validUntil =
          NOW.plus(Duration.ofHours(hours)).toString();
    }

    assertThat(count(Metric.VERDICT_EXPIRY))
        .containsExactly(reading(NOW.plus(Duration.ofHours(3)), TEAM));
  }

  @Test
  void claimIsUndeclaredUnlessNamedOrScratchOrNotCovered() {
    policy(PolicyMode.Enforce).getSpec().models = new ModelRules();
    cluster.policies.getFirst().getSpec().models.scratchClaims = List.of("cache-*");
    model("declared", VerdictState.Unknown);
    claim(TEAM, "declared");
    claim(TEAM, "cache-1");
    claim("team-b", "elsewhere");
    claim("kube-system", "exempt");
    assertThat(count(Metric.CLAIMS_UNDECLARED)).containsExactly(reading(0, TEAM, "Enforce"));

    claim(TEAM, "forgotten");

    assertThat(count(Metric.CLAIMS_UNDECLARED)).containsExactly(reading(1, TEAM, "Enforce"));
  }

  @Test
  void stateOfAPolicyIsThatOfItsConditions() {
    ClusterModelTrustPolicy policy = policy(PolicyMode.Warn);
    assertThat(count(Metric.POLICY_READY)).containsExactly(reading(0, TEAM, "Warn"));
    assertThat(count(Metric.POLICIES_STALE)).containsExactly(reading(1));
    assertThat(count(Metric.HEARTBEAT)).isEmpty();

    var status = new ClusterModelTrustPolicyStatus();
    status.conditions =
        Stream.of("Ready", "InForce")
            .map(type -> new ConditionBuilder().withType(type).withStatus("True").build())
            .toList();
    status.checkedAt = NOW.minusSeconds(30).toString();
    status.impact = new ImpactStatus();
    status.impact.refusedPods = 4;
    policy.setStatus(status);
    cluster.end = Optional.of(NOW.plusSeconds(100));

    assertThat(count(Metric.POLICY_READY)).containsExactly(reading(1, TEAM, "Warn"));
    assertThat(count(Metric.POLICY_IN_FORCE)).containsExactly(reading(1, TEAM, "Warn"));
    assertThat(count(Metric.POLICY_IMPACT)).containsExactly(reading(4, TEAM, "Warn"));
    assertThat(count(Metric.POLICIES_STALE)).containsExactly(reading(0));
    assertThat(count(Metric.HEARTBEAT)).containsExactly(reading(NOW.minusSeconds(30)));
    assertThat(count(Metric.TRUST_EXPIRY))
        .containsExactly(reading(NOW.plusSeconds(100), "ClusterModelTrustPolicy", TEAM));
  }

  @Test
  void trustedRootEndsWithTheLastKeyOfAKind() {
    ModelTrustRoot root = CustomResources.trustRoot("private", null);
    var status = new ModelTrustRootStatus();
    status.lastRefresh = NOW.minusSeconds(10).toString();
    status.refreshFailures = 3;
    status.keys =
        List.of(
            key(TrustRootKeyKind.TransparencyLog, NOW.minusSeconds(500)),
            key(TrustRootKeyKind.TransparencyLog, NOW.plusSeconds(900)),
            key(TrustRootKeyKind.CertificateAuthority, NOW.plusSeconds(300)),
            key(TrustRootKeyKind.TimestampAuthority, NOW.plusSeconds(100)),
            new TrustRootKeyStatus());
    status.keys.getLast().kind = TrustRootKeyKind.TimestampAuthority;
    root.setStatus(status);
    cluster.roots.add(root);

    assertThat(count(Metric.TRUST_EXPIRY))
        .containsExactly(reading(NOW.plusSeconds(300), "ModelTrustRoot", "private"));
    assertThat(count(Metric.ROOT_READY)).containsExactly(reading(0, "private"));
    assertThat(count(Metric.ROOT_REFRESH_FAILURES)).containsExactly(reading(3, "private"));
    assertThat(count(Metric.ROOT_REFRESH))
        .containsExactly(reading(NOW.minusSeconds(10), "private"));
  }

  private static TrustRootKeyStatus key(TrustRootKeyKind kind, Instant end) {
    var key = new TrustRootKeyStatus();
    key.kind = kind;
    key.validUntil = end.toString();
    return key;
  }

  @Test
  void fillsEveryGaugeThatItPromisesAndNoOther() {
    ClusterModelTrustPolicy policy = policy(PolicyMode.Enforce);
    policy.setStatus(new ClusterModelTrustPolicyStatus());
    policy.getStatus().checkedAt = NOW.toString();
    policy.getStatus().impact = new ImpactStatus();
    policy.getStatus().impact.refusedPods = 0;
    cluster.end = Optional.of(NOW);
    ModelTrustRoot root = CustomResources.trustRoot("private", null);
    root.setStatus(new ModelTrustRootStatus());
    root.getStatus().lastRefresh = NOW.toString();
    cluster.roots.add(root);
    ModelSignature model = model("a", VerdictState.Verified, TEAM);
    model.getStatus().policies.getFirst().validUntil = NOW.toString();
    measuredAt(model, NOW);

    assertThat(Census.of(cluster, new CountedModels(), Set.of(), NOW).readings())
        .containsOnlyKeys(Census.GAUGES)
        .allSatisfy((metric, readings) -> assertThat(readings).as(metric.name()).isNotEmpty());
  }

  @Test
  void tenThousandModelsAreCountedInAMoment() {
    policy(PolicyMode.Enforce);
    for (int i = 0; i < 10_000; i++) {
      model("m" + i, VerdictState.Verified, TEAM);
      claim(TEAM, "m" + i);
    }
    count(Metric.MODELS);
    long start = System.nanoTime();

    assertThat(count(Metric.MODELS)).contains(reading(10_000, "Verified", TEAM, "Enforce"));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
