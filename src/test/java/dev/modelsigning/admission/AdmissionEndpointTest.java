// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
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

  private static AdmissionEndpoint endpoint(AdmissionService service, KubernetesClient client) {
    return new AdmissionEndpoint(service, client, new SimpleMeterRegistry());
  }

  private static InputStream review() {
    return new ByteArrayInputStream(REVIEW);
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
          endpoint(service, client).review("production", review(), REVIEW.length)) {
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
          endpoint(service, client).review("production", review(), REVIEW.length)) {
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getEntity()).asString().contains("is not ready");
      }
    }
  }

  @Test
  void warmUpPassesEveryCheckOnTheWayToADenial() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      var service =
          new AdmissionService(
              config(Role.WEBHOOK), client, new SimpleMeterRegistry(), Clock.systemUTC());
      try (Response answer = endpoint(service, client).warmUp(AdmissionReadiness.sample(client))) {
        assertThat(answer.getStatus()).isEqualTo(200);
        AdmissionResponse response =
            client
                .getKubernetesSerialization()
                .unmarshal((String) answer.getEntity(), AdmissionReview.class)
                .getResponse();
        assertThat(response.getAllowed()).isFalse();
        assertThat(response.getStatus().getMessage())
            .contains("Rejected (ContentMismatch): sample")
            .contains("is signed with a certificate that has expired")
            .contains("a signature by sample")
            .contains("writable in container server");
      }
    }
  }
}
