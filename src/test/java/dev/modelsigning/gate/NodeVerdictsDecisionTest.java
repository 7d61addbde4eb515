// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A volume that is a directory of two nodes: gpu-1 holds what is signed, gpu-2 does not. */
class NodeVerdictsDecisionTest {
  private final FakeCluster cluster = new FakeCluster();
  private final PodDecision decision =
      new PodDecision(cluster, Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC), Set.of());
  private final NodeVerdictStatus second;

  NodeVerdictsDecisionTest() {
    ModelSignatureStatus status = cluster.signature().getStatus();
    List<JudgedSignature> verified = status.signatures;
    second = entry("gpu-2", VerdictState.Rejected, null);
    second.reason = "ContentMismatch";
    second.message = "changed: model.safetensors";
    status.nodes = List.of(entry("gpu-1", VerdictState.Verified, verified), second);
    status.verdict = VerdictState.Rejected;
    status.signatures = null;
    status.policies = null;
  }

  private static NodeVerdictStatus entry(
      String name, VerdictState verdict, @Nullable List<JudgedSignature> signatures) {
    NodeVerdictStatus entry = new NodeVerdictStatus();
    entry.name = name;
    entry.uid = name + "-uid";
    entry.verdict = verdict;
    entry.signatures = signatures;
    return entry;
  }

  private AdmissionDecision create(Pod pod) {
    return decision.decide(Pods.create(pod));
  }

  private AdmissionDecision bind(String node) {
    Pod pod = Pods.server();
    pod.getSpec().setNodeName(node);
    return decision.decide(
        new PodRequest("CREATE", PodRequest.BINDING, "team-a", "scheduler", pod, Optional.empty()));
  }

  private static Pod requiring(String key, boolean field, String... nodes) {
    Pod pod = Pods.server();
    var selector = new NodeSelectorBuilder().addNewNodeSelectorTerm();
    var terms =
        (field
                ? selector
                    .addNewMatchField()
                    .withKey(key)
                    .withOperator("In")
                    .withValues(nodes)
                    .endMatchField()
                : selector
                    .addNewMatchExpression()
                    .withKey(key)
                    .withOperator("In")
                    .withValues(nodes)
                    .endMatchExpression())
            .endNodeSelectorTerm()
            .build();
    pod.getSpec()
        .setAffinity(
            new AffinityBuilder()
                .withNewNodeAffinity()
                .withRequiredDuringSchedulingIgnoredDuringExecution(terms)
                .endNodeAffinity()
                .build());
    return pod;
  }

  @Test
  void refusesPodThatMayRunOnARejectedNodeAndNamesIt() {
    assertThat(create(Pods.server()))
        .isDenied("on node gpu-2: ", "Rejected (ContentMismatch): changed: model.safetensors");
  }

  @Test
  void admitsPodOnceEveryNodeIsVerified() {
    second.verdict = VerdictState.Verified;
    second.signatures = cluster.signature().getStatus().nodes.getFirst().signatures;
    assertThat(create(Pods.server())).isAllowed();
  }

  @Test
  void bindingIsJudgedByTheNodesOwnVerdict() {
    assertThat(bind("gpu-1")).isAllowed();
    assertThat(bind("gpu-2")).isDenied("on node gpu-2: ", "Rejected (ContentMismatch)");
  }

  @Test
  void refusesBindingToANodeThatWasNeverMeasured() {
    assertThat(bind("gpu-3")).isDenied("on node gpu-3: ", "nothing was measured on this node");
  }

  @Test
  void admitsPodThatNamesAVerifiedNodeAlone() {
    Pod selecting = Pods.server();
    selecting.getSpec().setNodeSelector(Map.of("kubernetes.io/hostname", "gpu-1"));
    assertThat(create(selecting)).isAllowed();
    assertThat(create(requiring("kubernetes.io/hostname", false, "gpu-1"))).isAllowed();
    assertThat(create(requiring("metadata.name", true, "gpu-1"))).isAllowed();
  }

  @Test
  void refusesPodThatNamesARejectedNodeOrLeavesOthersOpen() {
    Pod selecting = Pods.server();
    selecting.getSpec().setNodeSelector(Map.of("kubernetes.io/hostname", "gpu-2"));
    assertThat(create(selecting)).isDenied("on node gpu-2: ");
    assertThat(create(requiring("kubernetes.io/hostname", false, "gpu-1", "gpu-2"))).isDenied();
    assertThat(create(requiring("zone", false, "gpu-1"))).isDenied();
  }

  @Test
  void refusesPodThatNamesANodeWhoseHostNameIsNoNode() {
    Pod selecting = Pods.server();
    selecting.getSpec().setNodeSelector(Map.of("kubernetes.io/hostname", "ip-10-0-0-1"));
    assertThat(create(selecting)).isDenied("on node gpu-2: ");
  }

  @Test
  void refusesNodesOwnVerdictAboutAnotherVolumeOrGeneration() {
    cluster.signature().getStatus().volume.identity = "sha256:other";
    assertThat(bind("gpu-1")).isDenied("different volume");
    cluster.signature().getMetadata().setGeneration(9L);
    assertThat(bind("gpu-1")).isDenied("has not been verified since");
  }
}
