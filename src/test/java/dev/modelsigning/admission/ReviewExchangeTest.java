// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.Pods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequestBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReviewExchangeTest {
  private static AdmissionRequestBuilder creation() {
    return new AdmissionRequestBuilder()
        .withUid("u")
        .withOperation("CREATE")
        .withNamespace("team-a")
        .withObject(Pods.server());
  }

  @Test
  void readsARequestAboutAPod() {
    assertThat(ReviewExchange.request(creation().build()))
        .hasValueSatisfying(
            request -> {
              assertThat(request.operation()).isEqualTo("CREATE");
              assertThat(request.subResource()).isEmpty();
              assertThat(request.user()).isEmpty();
              assertThat(request.oldPod()).isEmpty();
            });
  }

  @Test
  void readsWhichPodIsBoundToWhichNode() {
    AdmissionRequest request =
        new KubernetesSerialization()
            .unmarshal(
                """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request":
                 {"uid": "u", "operation": "CREATE", "namespace": "team-a", "name": "server",
                  "subResource": "binding", "userInfo": {"username": "system:kube-scheduler"},
                  "object": {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "server"},
                             "target": {"kind": "Node", "name": "node-a"}}}}
                """,
                AdmissionReview.class)
            .getRequest();
    assertThat(ReviewExchange.boundPod(request)).hasValue("server");
    assertThat(ReviewExchange.boundPod(creation().build())).isEmpty();
    PodRequest bound = ReviewExchange.bindingRequest(request, Pods.server());
    assertThat(bound.subResource()).isEqualTo(PodRequest.BINDING);
    assertThat(bound.namespace()).isEqualTo("team-a");
    assertThat(bound.user()).isEqualTo("system:kube-scheduler");
    assertThat(bound.pod().getSpec().getNodeName()).isEqualTo("node-a");
  }

  @Test
  void everythingElseIsNotARequestAboutAPod() {
    List<AdmissionRequest> others =
        List.of(
            creation().withObject(null).build(),
            creation().withObject(new ConfigMap()).build(),
            creation().withObject(new Pod()).build(),
            creation().withOperation(null).build(),
            creation().withNamespace(null).build());
    assertThat(others).allSatisfy(r -> assertThat(ReviewExchange.request(r)).isEmpty());
  }

  @Test
  void denialIsForbiddenAndBounded() {
    AdmissionResponse response =
        ReviewExchange.response("u", new Denied("x".repeat(9_000), Map.of("decision", "deny")));
    assertThat(response.getUid()).isEqualTo("u");
    assertThat(response.getAllowed()).isFalse();
    assertThat(response.getStatus().getCode()).isEqualTo(403);
    assertThat(response.getStatus().getMessage()).hasSize(4_000).endsWith("…");
  }

  @Test
  void warningsFitTheLimitsOfTheApiServer() {
    AdmissionResponse response =
        ReviewExchange.response(
            "u", new Allowed(Collections.nCopies(40, "y".repeat(1_000)), Map.of()));
    assertThat(response.getAllowed()).isTrue();
    assertThat(response.getWarnings())
        .hasSizeLessThanOrEqualTo(16)
        .allSatisfy(warning -> assertThat(warning).hasSizeLessThanOrEqualTo(256));
  }

  /** As the API server sends it of a pod whose name it made up. */
  private static AdmissionRequest ofAController(String controller) {
    return creation()
        .withName("server-6d4f9-abcde")
        .withObject(
            new PodBuilder(Pods.server())
                .editMetadata()
                .withName("server-6d4f9-abcde")
                .withGenerateName("server-6d4f9-")
                .addNewOwnerReference()
                .withKind("ReplicaSet")
                .withName(controller)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build())
        .build();
  }

  @Test
  void auditLogLearnsWhosePodIsRefusedOrWouldBe() {
    var denied = new Denied("no", Map.of("decision", "deny"));
    var noted = new Allowed(List.of(), Map.of("decision", "allow", "would-refuse", "why"));
    AdmissionRequest request = ofAController("server-6d4f9");
    String whose = "server-6d4f9-abcde of ReplicaSet server-6d4f9";

    assertThat(ReviewExchange.response(request, denied).getAuditAnnotations())
        .isEqualTo(Map.of("decision", "deny", "pod", whose));
    assertThat(ReviewExchange.response(request, noted).getAuditAnnotations())
        .containsEntry("pod", whose);
    assertThat(ReviewExchange.podName(request)).isEqualTo(whose);
  }

  @Test
  void auditLogHasTheNameOfAPodThatHasOneAndNeedsNoneOfAGoodPod() {
    var denied = new Denied("no", Map.of("decision", "deny"));
    AdmissionRequest named = creation().withName("server").build();

    assertThat(ReviewExchange.response(named, denied).getAuditAnnotations())
        .doesNotContainKey("pod");
    assertThat(ReviewExchange.podName(named)).isEqualTo("server");
    assertThat(
            ReviewExchange.response(
                    ofAController("r"), new Allowed(List.of(), Map.of("decision", "allow")))
                .getAuditAnnotations())
        .doesNotContainKey("pod");
  }

  @Test
  void ownersWithOddNamesAreNotNamedAndCostNothing() {
    AdmissionRequest request = ofAController("\u0007".repeat(100_000));

    assertThat(ReviewExchange.podName(request)).isEqualTo("server-6d4f9-abcde");
  }
}
