// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which pods an exemption of pods is about. */
class ExemptPodsTest {
  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void nothingIsVerified() {
    cluster.signature().getStatus().signatures.getFirst().contentMatches = false;
  }

  private AdmissionDecision decide(Pod pod) {
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(pod));
  }

  private void declare(PolicyExemption... exemptions) {
    cluster.policy().getSpec().exemptions = List.of(exemptions);
  }

  private static PolicyExemption ofLabels(LabelSelector selector) {
    PolicyExemption exemption = ExemptionTest.ofPods(FakeCluster.NAMESPACE);
    exemption.pods.podSelector = selector;
    return exemption;
  }

  private static LabelSelector evaluation() {
    return new LabelSelectorBuilder().addToMatchLabels("task", "evaluation").build();
  }

  @Test
  void admitsPodsByTheBeginningOfTheirNameInTheNamedNamespace() {
    declare(ExemptionTest.ofNames("p"));
    assertThat(decide(Pods.server())).isAllowed();

    declare(ExemptionTest.ofNames("evaluation-"));
    assertThat(decide(Pods.server())).isDenied();

    PolicyExemption elsewhere = ExemptionTest.ofNames("p");
    elsewhere.pods.namespaces = List.of("team-b");
    declare(elsewhere);
    assertThat(decide(Pods.server())).isDenied();
  }

  @Test
  void namespaceOfTheRequestCountsNotTheOneThatThePodWrites() {
    PolicyExemption elsewhere = ExemptionTest.ofNames("p");
    elsewhere.pods.namespaces = List.of("team-b");
    declare(elsewhere);
    Pod pod = Pods.server();
    pod.getMetadata().setNamespace("team-b");

    assertThat(decide(pod)).isDenied();
  }

  @Test
  void admitsPodsByLabels() {
    declare(ofLabels(evaluation()));
    assertThat(decide(Pods.server())).isDenied();

    Pod labelled = Pods.server();
    labelled.getMetadata().setLabels(Map.of("task", "evaluation"));
    assertThat(decide(labelled)).isAllowed();
  }

  @Test
  void selectorThatWantsNothingOrCannotBeEvaluatedExemptsNothing() {
    declare(ofLabels(new LabelSelector()), ExemptionTest.ofPods(FakeCluster.NAMESPACE));
    assertThat(decide(Pods.server())).isDenied();

    declare(
        ofLabels(
            new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("task")
                .withOperator("Like")
                .endMatchExpression()
                .build()));
    assertThat(decide(Pods.server())).isDenied();
  }
}
