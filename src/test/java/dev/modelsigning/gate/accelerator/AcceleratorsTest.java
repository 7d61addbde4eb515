// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.accelerator;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.Pods;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pods a policy judges that is for pods with accelerators. */
class AcceleratorsTest {
  private final ClusterModelTrustPolicy policy = FakeCluster.policy("gpu", "gpu-uid");

  private boolean judges(String spec, String... accelerators) {
    policy.getSpec().match.accelerators = List.of(accelerators);
    return Accelerators.concern(policy, Pods.pod(spec));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "containers: [{name: c, resources: {limits: {nvidia.com/gpu: 1}}}]",
        "containers: [{name: c, resources: {requests: {nvidia.com/gpu: 8}}}]",
        "containers: [{name: c}, {name: d, resources: {limits: {nvidia.com/gpu: '1'}}}]",
        "initContainers: [{name: i, resources: {limits: {nvidia.com/gpu: 1}}}]\ncontainers: [{name: c}]",
        "ephemeralContainers: [{name: e, resources: {limits: {nvidia.com/gpu: 1}}}]\ncontainers: [{name: c}]",
        "resources: {limits: {nvidia.com/gpu: 1}}\ncontainers: [{name: c}]",
        "resourceClaims: [{name: any, resourceClaimName: some}]\ncontainers: [{name: c}]",
        "resourceClaims: [{name: any, resourceClaimTemplateName: some}]\ncontainers: [{name: c}]",
        "containers: [{name: c, resources: {limits: {nvidia.com/gpu: 1k}}}]"
      })
  void judgesAPodThatAsksInAnyWay(String spec) {
    assertThat(judges(spec, "amd.com/gpu", "nvidia.com/gpu")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "containers: [{name: c}]",
        "containers: [{name: c, resources: {limits: {cpu: 4, memory: 8Gi}}}]",
        "containers: [{name: c, resources: {limits: {nvidia.com/gpu: 0}}}]",
        "containers: [{name: c, resources: {limits: {nvidia.com/gpu.shared: 1}}}]",
        "containers: [{name: c, resources: {limits: {example.com/nvidia.com: 1}}}]",
        "resourceClaims: []\ncontainers: [{name: c}]"
      })
  void leavesOutAPodThatAsksForNone(String spec) {
    assertThat(judges(spec, "nvidia.com/gpu")).isFalse();
  }

  @Test
  void starStandsForTheEndOfAName() {
    String slice = "containers: [{name: c, resources: {limits: {nvidia.com/mig-1g.5gb: 1}}}]";
    assertThat(judges(slice, "nvidia.com/mig-*")).isTrue();
    assertThat(judges(slice, "nvidia.com/*")).isTrue();
    assertThat(judges(slice, "nvidia.com/gpu*")).isFalse();
  }

  @Test
  void amountThatCannotBeReadAsks() {
    assertThat(
            judges(
                "containers: [{name: c, resources: {limits: {nvidia.com/gpu: many}}}]",
                "nvidia.com/gpu"))
        .isTrue();
  }

  @Test
  void withoutAListEveryPodIsJudged() {
    assertThat(Accelerators.concern(policy, Pods.pod("containers: [{name: c}]"))).isTrue();
    assertThat(judges("containers: [{name: c}]")).isTrue();
  }

  @Test
  void otherPoliciesJudgeThePodAllTheSame() {
    var cluster = new FakeCluster();
    cluster.signatures.clear();
    var decision = new PodDecision(cluster, Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC), Set.of());
    cluster.policy().getSpec().match.accelerators = List.of("nvidia.com/gpu");
    assertThat(decision.decide(Pods.create(Pods.server()))).isAllowed();

    cluster.policies.add(FakeCluster.policy("every-pod", "other-uid"));
    assertThat(decision.decide(Pods.create(Pods.server()))).isDenied("policy every-pod");
  }
}
