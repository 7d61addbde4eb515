// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.admission.room.Arrival;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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

  private static InputStream review() {
    return new ByteArrayInputStream(REVIEW);
  }

  private static InputStream review(String namespace) {
    return new ByteArrayInputStream(
        new String(REVIEW, StandardCharsets.UTF_8)
            .replace("kube-system", namespace)
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bodyThatTricklesIsGivenUp() {
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }
        };
    assertThatThrownBy(() -> new Arrival(endless, Duration.ZERO).complete())
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new Arrival(endless, Duration.ofMinutes(1)).complete())
        .as("nor is more than any review read")
        .isInstanceOf(TurnedAwayException.class);
  }

  @Test
  void operatorAnswersNoAdmissionReview() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      var service =
          new AdmissionService(
              config(Role.OPERATOR), client, new SimpleMeterRegistry(), Clock.systemUTC());
      service.start(new StartupEvent());
      try (Response answer = endpoint(service).review("production", review(), REVIEW.length)) {
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
      try (Response answer = endpoint(service).review("production", review(), REVIEW.length)) {
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getEntity()).asString().contains("is not ready");
      }
    }
  }

  /** The beginning of a review, and then nothing until it is closed. */
  private static final class SlowBody extends InputStream {
    private final byte[] begin =
        "{\"request\": {\"uid\": \"u\", \"namespace\": \"team-a\", \"object\": {"
            .getBytes(StandardCharsets.UTF_8);
    private final CountDownLatch waits = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private int at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (at < begin.length) {
        int count = Math.min(length, begin.length - at);
        System.arraycopy(begin, at, into, from, count);
        at += count;
        return count;
      }
      try {
        waits.countDown();
        closed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return -1;
    }
  }

  @Test
  void whoSendsSlowlyTakesNoRoomFromTheOthers() throws InterruptedException {
    var state = new FakeState();
    state.synced = true;
    var service =
        new AdmissionService(
            config(Role.WEBHOOK), () -> state, new SimpleMeterRegistry(), Clock.systemUTC());
    service.start(new StartupEvent());
    AdmissionEndpoint endpoint = endpoint(service);
    List<SlowBody> slow = Stream.generate(SlowBody::new).limit(3).toList();
    for (SlowBody body : slow) {
      Thread.ofPlatform()
          .start(
              () -> {
                endpoint.review("pods", body, 2 << 20).close();
                body.waits.countDown();
              });
      body.waits.await();
    }
    try (Response answer = endpoint.review("pods", review("team-a"), REVIEW.length)) {
      assertThat(answer.getStatus()).as("%s", answer.getEntity()).isEqualTo(200);
    } finally {
      slow.forEach(body -> body.closed.countDown());
    }
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
