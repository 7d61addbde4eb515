// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.room.Room;
import dev.modelsigning.admission.room.TurnedAwayException;
import dev.modelsigning.admission.sample.SampleCluster;
import dev.modelsigning.admission.sample.SampleReviews;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import dev.modelsigning.testing.MappedConfig;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdmissionEndpointTest {
  private static final byte[] REVIEW =
      """
      {"request": {"uid": "u", "operation": "CREATE", "namespace": "kube-system",
       "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}}}
      """
          .getBytes(StandardCharsets.UTF_8);

  private static OmsConfig config(Role role) {
    return MappedConfig.of(Map.of("OMS_ROLE", role.name()));
  }

  private static AdmissionEndpoint endpoint(AdmissionService service) {
    return new AdmissionEndpoint(service, new SimpleMeterRegistry());
  }

  @Test
  void operatorAnswersNoAdmissionReview() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      var service =
          new AdmissionService(
              config(Role.OPERATOR), client, new SimpleMeterRegistry(), Clock.systemUTC());
      service.start(new StartupEvent());
      try (Response answer =
          endpoint(service).review(ReviewPath.of("production"), REVIEW, System.nanoTime())) {
        assertThat(answer.getStatus()).isEqualTo(503);
      }
    }
  }

  @Test
  void webhookAnswersNothingBeforeItsCachesAreFilled() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      var service =
          new AdmissionService(
              config(Role.WEBHOOK), client, new SimpleMeterRegistry(), Clock.systemUTC());
      try (Response answer =
          endpoint(service).review(ReviewPath.of("production"), REVIEW, System.nanoTime())) {
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getEntity()).asString().contains("is not ready");
      }
    }
  }

  private static AdmissionService ready(SimpleMeterRegistry meters) {
    var state = new FakeState();
    state.synced = true;
    var service =
        new AdmissionService(config(Role.WEBHOOK), () -> state, meters, Clock.systemUTC());
    service.start(new StartupEvent());
    return service;
  }

  @Test
  void onlyReviewsThatPodsWaitForCountAsUndecided() {
    var meters = new SimpleMeterRegistry();
    var endpoint = new AdmissionEndpoint(ready(meters), meters);
    endpoint.turnedAway(TurnedAwayException.Cause.BUSY, false).close();
    assertThat(meters.get("model_signature_admission_turned_away_total").counters())
        .allSatisfy(counter -> assertThat(counter.count()).isZero());
    endpoint.turnedAway(TurnedAwayException.Cause.BUSY, true).close();
    assertThat(
            meters
                .get("model_signature_admission_turned_away_total")
                .tag("cause", "busy")
                .counter())
        .satisfies(counter -> assertThat(counter.count()).isOne());
  }

  @Test
  void workloadThatFindsNoRoomIsNotCounted() {
    var meters = new SimpleMeterRegistry();
    var endpoint = new AdmissionEndpoint(ready(meters), meters);
    byte[] large = new byte[Room.LARGEST_REVIEW + 1];
    Arrays.fill(large, (byte) ' ');
    byte[] review =
        new String(REVIEW, StandardCharsets.UTF_8)
            .replace("kube-system", "team-a")
            .getBytes(StandardCharsets.UTF_8);
    System.arraycopy(review, 0, large, 0, review.length);
    try (Response answer =
        endpoint.reviewWorkload(ReviewPath.of("production"), large, System.nanoTime())) {
      assertThat(answer.getStatus()).isEqualTo(413);
    }
    assertThat(meters.get("model_signature_admission_turned_away_total").counters())
        .allSatisfy(counter -> assertThat(counter.count()).isZero());
  }

  @Test
  void bodiesThatCannotBeReadNameALogIdOnlyWhileTheyAreLogged() {
    var meters = new SimpleMeterRegistry();
    var endpoint = new AdmissionEndpoint(ready(meters), meters);
    byte[] broken = "{\"request\": {".getBytes(StandardCharsets.UTF_8);
    List<String> answers =
        Stream.generate(() -> endpoint.review(ReviewPath.of("pods"), broken, System.nanoTime()))
            .limit(100)
            .peek(answer -> assertThat(answer.getStatus()).isEqualTo(400))
            .map(answer -> String.valueOf(answer.getEntity()))
            .toList();
    assertThat(answers.getFirst()).contains("log id");
    assertThat(answers.getLast()).doesNotContain("log id").contains("AdmissionReview");
  }

  private static byte[] rehearse(AdmissionService service, byte[] review) {
    return endpoint(service)
        .reviewNow(ReviewPath.of(SampleCluster.NAME), review, true)
        .orElseThrow();
  }

  @Test
  void rehearsalPassesEveryCheckOnTheWayToADenial() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      var service =
          new AdmissionService(
              config(Role.WEBHOOK), client, new SimpleMeterRegistry(), Clock.systemUTC());
      byte[] answer = rehearse(service, SampleReviews.refused());
      AdmissionResponse response =
          client
              .getKubernetesSerialization()
              .unmarshal(new String(answer, StandardCharsets.UTF_8), AdmissionReview.class)
              .getResponse();
      assertThat(response.getAllowed()).isFalse();
      assertThat(response.getStatus().getMessage())
          .contains("Rejected (ContentMismatch): sample")
          .contains("is signed with a certificate that has expired")
          .contains("a signature by sample")
          .contains("writable in container server");
      byte[] other = rehearse(service, SampleReviews.admitted());
      assertThat(new String(other, StandardCharsets.UTF_8)).contains("\"allowed\":true");
    }
  }
}
