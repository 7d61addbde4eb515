// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.explanation.Explanation;
import dev.modelsigning.explanation.ExplanationMessage;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.MappedConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequestBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which requests are answered with an explanation, and what that answer is. */
final class RequestedExplanationTest {
  private final FakeState state = new FakeState();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private AdmissionService service;

  @BeforeEach
  void start() {
    service =
        new AdmissionService(
            MappedConfig.of(Map.of("OMS_ROLE", "webhook")), () -> state, meters, Clock.systemUTC());
    service.start(new StartupEvent());
  }

  private static Pod annotated(String value) {
    return new PodBuilder(Pods.server())
        .editMetadata()
        .addToAnnotations(Explanation.ANNOTATION, value)
        .endMetadata()
        .build();
  }

  private static AdmissionRequestBuilder dryRun() {
    return new AdmissionRequestBuilder()
        .withUid("u")
        .withOperation("CREATE")
        .withNamespace(FakeCluster.NAMESPACE)
        .withDryRun(true)
        .withObject(annotated("true"));
  }

  private AdmissionResponse answer(AdmissionRequest request) {
    return service.decide(request, ReviewPath.of("pods"));
  }

  private static Optional<Explanation> explanation(AdmissionResponse answer) {
    return Optional.ofNullable(answer.getStatus())
        .flatMap(status -> ExplanationMessage.read(status.getMessage()));
  }

  @Test
  void dryRunOfAGoodPodIsAnsweredWithTheReasonsAsARefusal() {
    AdmissionResponse answer = answer(dryRun().build());

    assertThat(answer.getUid()).isEqualTo("u");
    assertThat(answer.getAllowed()).isFalse();
    assertThat(answer.getAuditAnnotations()).containsOnly(Map.entry("decision", "explained"));
    assertThat(explanation(answer))
        .hasValueSatisfying(
            explained -> {
              assertThat(explained.admitted()).isTrue();
              assertThat(explained.namespace()).isEqualTo(FakeCluster.NAMESPACE);
            });
    assertThat(meters.getMeters()).isNotEmpty().allMatch(meter -> meter instanceof Gauge);
  }

  @Test
  void everyPolicyAnswersWhicheverEntryAsks() {
    state.cluster.policies.add(FakeCluster.policy("second", "second-uid"));

    AdmissionResponse answer = service.decide(dryRun().build(), ReviewPath.of("second"));

    assertThat(explanation(answer).orElseThrow().policies()).hasSize(2);
  }

  @Test
  void anythingElseIsDecidedAsEver() {
    assertThat(answer(dryRun().withDryRun(false).build()).getAllowed()).isTrue();
    assertThat(answer(dryRun().withDryRun(null).build()).getAllowed()).isTrue();
    assertThat(answer(dryRun().withObject(annotated("false")).build()).getAllowed()).isTrue();
    assertThat(answer(dryRun().withObject(Pods.server()).build()).getAllowed()).isTrue();
    assertThat(
            explanation(
                answer(dryRun().withOperation("UPDATE").withOldObject(annotated("true")).build())))
        .isEmpty();
    assertThat(explanation(answer(dryRun().withSubResource("ephemeralcontainers").build())))
        .isEmpty();
  }

  @Test
  void podOfAnExemptNamespaceIsExplainedAsNotJudged() {
    AdmissionResponse answer = answer(dryRun().withNamespace("kube-system").build());

    assertThat(explanation(answer))
        .hasValueSatisfying(
            explained -> {
              assertThat(explained.admitted()).isTrue();
              assertThat(explained.policies()).isEmpty();
            });
  }
}
