// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which pods and changes are judged, by which policies, and with what effect. */
class PodDecisionScopeTest {
  private final FakeCluster cluster = new FakeCluster();
  private final PodDecision decision =
      new PodDecision(
          cluster,
          Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC),
          Set.of("kube-system", "model-signature-system"));

  private AdmissionDecision decide(Pod pod) {
    return decision.decide(Pods.create(pod));
  }

  private void assertDenied(Pod pod, String... parts) {
    assertThat(decide(pod)).isDenied(parts);
  }

  @Test
  void everyPolicyOfTheNamespaceMustBeSatisfied() {
    cluster.policies.add(FakeCluster.policy("second", "second-uid"));
    FakeCluster.publish(cluster.policies.getLast(), "sha256:" + "d2".repeat(32));
    assertDenied(Pods.server(), "policy second");
  }

  @Test
  void warnModeAdmitsAndWarns() {
    cluster.signatures.clear();
    cluster.policy().getSpec().mode = PolicyMode.Warn;
    assertThat(decide(Pods.server()))
        .isInstanceOfSatisfying(
            Allowed.class, allowed -> assertThat(allowed.warnings()).hasSize(1));
  }

  @Test
  void auditModeAdmitsAndOnlyAnnotates() {
    cluster.signatures.clear();
    cluster.policy().getSpec().mode = PolicyMode.Audit;
    assertThat(decide(Pods.server()))
        .isInstanceOfSatisfying(
            Allowed.class,
            allowed -> {
              assertThat(allowed.warnings()).isEmpty();
              assertThat(allowed.audit().get("would-refuse"))
                  .contains("no ModelSignature names it");
            });
  }

  @Test
  void policyWithoutModeEnforces() {
    cluster.signatures.clear();
    cluster.policy().getSpec().mode = null;
    assertThat(decide(Pods.server())).isDenied();
  }

  @Test
  void namespacesThatNoPolicySelectsAreNotRestricted() {
    cluster.signatures.clear();
    cluster.namespaces.put(FakeCluster.NAMESPACE, Map.of("models", "none"));
    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void selectorThatCannotBeEvaluatedCovers() {
    cluster.signatures.clear();
    cluster.policy().getSpec().match.namespaceSelector =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("models")
            .withOperator("Like")
            .endMatchExpression()
            .build();
    assertThat(decide(Pods.server())).isDenied();
  }

  @Test
  void unknownNamespaceIsRefused() {
    cluster.namespaces.clear();
    assertDenied(Pods.server(), "is not known to the webhook yet");
  }

  @Test
  void exemptNamespacesAreNeverJudged() {
    cluster.signatures.clear();
    var request = new PodRequest("CREATE", "", "kube-system", "u", Pods.server(), Optional.empty());
    assertThat(decision.decide(request)).isAllowed();
  }

  @Test
  void updateOfLabelsIsNotJudgedButOfAnImageIs() {
    cluster.signatures.clear();
    Pod old = Pods.server();
    Pod labelled = new PodBuilder(old).editMetadata().addToLabels("a", "b").endMetadata().build();
    Pod swapped =
        new PodBuilder(old)
            .editSpec()
            .editContainer(0)
            .withImage("x")
            .endContainer()
            .endSpec()
            .build();
    assertThat(decision.decide(update("", labelled, old))).isAllowed();
    assertThat(decision.decide(update("", swapped, old))).isDenied();
  }

  @Test
  void ephemeralContainerIsJudgedByWhatItMounts() {
    cluster.signatures.clear();
    String pod =
        """
        containers:
        - {name: server, image: vllm, volumeMounts: [{name: m, mountPath: /m, readOnly: true}]}
        ephemeralContainers:
        - {name: debug, image: i, volumeMounts: [{name: %s, mountPath: /x, readOnly: true}]}
        volumes: [{name: m, persistentVolumeClaim: {claimName: model}}, {name: t, emptyDir: {}}]
        """;
    Pod old = Pods.server();
    assertThat(decision.decide(update("ephemeralcontainers", Pods.pod(pod.formatted("m")), old)))
        .isDenied();
    assertThat(decision.decide(update("ephemeralcontainers", Pods.pod(pod.formatted("t")), old)))
        .isAllowed();
  }

  @Test
  void podThatIsBeingDeletedMayBeUpdated() {
    cluster.signatures.clear();
    Pod going =
        new PodBuilder(Pods.server())
            .editMetadata()
            .withDeletionTimestamp("2026-11-21T10:00:00Z")
            .endMetadata()
            .build();
    Pod swapped =
        new PodBuilder(going)
            .editSpec()
            .editContainer(0)
            .withImage("x")
            .endContainer()
            .endSpec()
            .build();
    assertThat(decision.decide(update("", swapped, going))).isAllowed();
    assertThat(decision.decide(update("", swapped, Pods.server()))).isDenied();
    assertThat(decide(going)).isDenied();
  }

  private static PodRequest update(String subResource, Pod pod, Pod old) {
    return new PodRequest("UPDATE", subResource, FakeCluster.NAMESPACE, "u", pod, Optional.of(old));
  }
}
