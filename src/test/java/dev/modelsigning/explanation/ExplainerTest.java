// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ExemptPods;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.explanation.Explanation.Kind;
import dev.modelsigning.explanation.Explanation.SignatureState;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.gate.PolicyScope;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an explanation holds of a pod, its sources and the policies. */
final class ExplainerTest {
  private final FakeCluster cluster = new FakeCluster();

  private Explanation explain(Pod pod) {
    PodDecision decisions = new PodDecision(cluster, Clock.systemUTC(), Set.of("exempt"));
    return new Explainer(cluster, decisions).explain(Pods.create(pod), new PolicyScope.Covering());
  }

  @Test
  void goodPodHasNoObjections() {
    Explanation explanation = explain(Pods.server());

    assertThat(explanation.admitted()).isTrue();
    assertThat(explanation.policies())
        .containsExactly(
            new PolicyAnswer("production", PolicyMode.Enforce, List.of(), List.of(), 0));
    assertThat(explanation.sources())
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.kind()).isEqualTo(Kind.CLAIM);
              assertThat(source.name()).isEqualTo("model");
              assertThat(source.containers()).containsExactly("server");
              assertThat(source.signatures())
                  .containsExactly(new SignatureState("minilm", VerdictState.Verified, null, null));
            });
  }

  @Test
  void objectionsNameTheVolumeThatTheyAreAbout() {
    Explanation explanation =
        explain(
            Pods.pod(
                """
                shareProcessNamespace: true
                initContainers:
                - name: get
                  image: i
                  volumeMounts: [{name: shared, mountPath: /out}]
                containers:
                - name: server
                  image: vllm
                  args: [--model, facebook/opt-125m]
                  securityContext: {privileged: true}
                  volumeMounts:
                  - {name: m, mountPath: /mnt/models}
                  - {name: over, mountPath: /mnt/models/x}
                  - {name: shared, mountPath: /in}
                  - {name: host, mountPath: /host}
                  - {name: tagged, mountPath: /image}
                volumes:
                - {name: m, persistentVolumeClaim: {claimName: other}}
                - {name: over, emptyDir: {}}
                - {name: shared, emptyDir: {}}
                - {name: host, hostPath: {path: /x}}
                - {name: tagged, image: {reference: "r/i:1"}}
                """));

    assertThat(explanation.admitted()).isFalse();
    assertThat(explanation.policies().getFirst().objections())
        .extracting(Objection::volume)
        .contains("m", "over", "shared", "host", "tagged", "");
    assertThat(explanation.sources())
        .extracting(Explanation.Source::kind)
        .containsExactly(Kind.CLAIM, Kind.EMPTY_DIR, Kind.EMPTY_DIR, Kind.OTHER, Kind.IMAGE);
  }

  @Test
  void objectionsBeyondABoundAreCounted() {
    Pod pod = Pods.server();
    for (int i = 0; i < 70; i++) {
      pod.getSpec()
          .getVolumes()
          .add(
              new VolumeBuilder().withName("v" + i).withNewHostPath("/x" + i, "Directory").build());
    }

    PolicyAnswer answer = explain(pod).policies().getFirst();

    assertThat(answer.objections()).hasSize(64);
    assertThat(answer.more()).isPositive();
  }

  @Test
  void policiesBeyondABoundDecideAndAreNotListed() {
    cluster.policies.clear();
    for (int i = 0; i < 65; i++) {
      cluster.policies.add(FakeCluster.policy("policy-" + i, "uid-" + i));
    }
    FakeCluster.publish(cluster.policies.getLast(), "sha256:" + "ee".repeat(32));

    Explanation explanation = explain(Pods.server());

    assertThat(explanation.admitted()).isFalse();
    assertThat(explanation.policies()).hasSize(64);
    assertThat(explanation.shortened()).isTrue();
  }

  @Test
  void progressOfAMeasurementIsTold() {
    cluster.signature().getStatus().verdict = VerdictState.Unknown;
    cluster.signature().getStatus().reason = "Measuring";
    cluster.signature().getStatus().progress = new ProgressStatus();
    cluster.signature().getStatus().progress.percent = 43;

    assertThat(explain(Pods.server()).sources().getFirst().signatures().getFirst().text())
        .isEqualTo("Unknown (Measuring, 43%)");
  }

  @Test
  void exemptionIsToldWithWhatItLifts() {
    var exemption = new PolicyExemption();
    exemption.name = "until-friday";
    exemption.reason = "a trial";
    exemption.expires = FakeCluster.NOW.plusSeconds(3_600).toString();
    exemption.pods = new ExemptPods();
    exemption.pods.namespaces = List.of(FakeCluster.NAMESPACE);
    exemption.pods.namePrefix = "p";
    cluster.policy().getSpec().exemptions = List.of(exemption);
    cluster.signatures.clear();

    Explanation explanation = explain(Pods.server());

    assertThat(explanation.admitted()).isTrue();
    assertThat(explanation.policies().getFirst().exempted())
        .extracting(Objection::found)
        .containsExactly("no ModelSignature names it");
  }

  @Test
  void namespaceThatNobodyKnowsIsToldInANote() {
    cluster.namespaces.clear();

    Explanation explanation = explain(Pods.server());

    assertThat(explanation.admitted()).isFalse();
    assertThat(explanation.note()).contains("is not known to the webhook yet");
    assertThat(explanation.policies()).isEmpty();
  }

  @Test
  void podThatIsTooLargeHasOneObjection() {
    Pod pod = Pods.server();
    var volumes = Collections.nCopies(300, pod.getSpec().getVolumes().getFirst());
    pod.getSpec().setVolumes(volumes);

    Explanation explanation = explain(pod);

    assertThat(explanation.policies().getFirst().objections())
        .extracting(Objection::found)
        .containsExactly("it has 300 volumes, more than 256");
    assertThat(explanation.sources()).hasSize(256);
  }
}
