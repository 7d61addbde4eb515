// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failures against a simulated API server that stores one ModelSignature, or none. */
final class DisturbanceTest {
  private final ModelSignature resource = new ModelSignature();
  private String stored = "";
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void serve() throws IOException {
    resource.setMetadata(
        new ObjectMetaBuilder().withNamespace("team-a").withName("minilm").withUid("u").build());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = (stored.isEmpty() ? "{}" : stored).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(stored.isEmpty() ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private static KubernetesClientException refusal(int code) {
    return new KubernetesClientException(
        "refused", code, new StatusBuilder().withCode(code).withMessage("refused").build());
  }

  private void storeWithUid(String uid) {
    stored =
        """
        {"apiVersion": "modelsigning.dev/v1alpha1", "kind": "ModelSignature",
         "metadata": {"namespace": "team-a", "name": "minilm", "uid": "%s"}, "spec": {}}
        """
            .formatted(uid);
  }

  @Test
  void resourceThatWasDeletedMeanwhileIsGone() {
    assertThat(Disturbance.of(resource, client, refusal(404))).contains(Disturbance.GONE);
    storeWithUid("of another of the same name");
    assertThat(Disturbance.of(resource, client, refusal(404))).contains(Disturbance.GONE);
  }

  @Test
  void somethingElseThatIsMissingIsAFailure() {
    storeWithUid("u");
    assertThat(Disturbance.of(resource, client, refusal(404))).isEmpty();
  }

  @Test
  void namespaceThatEndsIsGone() {
    Status status =
        new StatusBuilder()
            .withCode(403)
            .withNewDetails()
            .addNewCause("metadata.namespace", "ends", "NamespaceTerminating")
            .endDetails()
            .build();
    assertThat(Disturbance.of(resource, client, new KubernetesClientException("", 403, status)))
        .contains(Disturbance.GONE);
    assertThat(Disturbance.of(resource, client, refusal(403))).isEmpty();
  }

  /** As an API server does whose connection ends while it is asked. */
  @Test
  void connectionThatIsClosedBeforeAnAnswerIsTriedAgain() throws Exception {
    server.createContext("/apis/modelsigning.dev", HttpExchange::close);

    Exception closed =
        catchThrowableOfType(
            KubernetesClientException.class, () -> client.resource(resource).get());

    assertThat(Disturbance.of(resource, client, closed)).contains(Disturbance.AWAY);
  }

  @Test
  void answerThatCannotBeReadIsLookedAtBySomebody() {
    Exception unreadable =
        new KubernetesClientException("unreadable", new JsonParseException(null, "unreadable"));
    assertThat(Disturbance.of(resource, client, unreadable)).isEmpty();
  }

  @Test
  void serverThatIsAwayOrALogThatBreaksOffIsTriedAgainSoon() {
    for (Exception away :
        new Exception[] {
          refusal(0),
          refusal(503),
          refusal(429),
          new KubernetesClientException("closed", new VertxException("Connection was closed")),
          new IllegalStateException(
              new KubernetesClientException("reset", new IOException("reset"))),
          new IOException("reset"),
          new UncheckedIOException(new IOException("reset")),
          new IllegalStateException(new IOException("reset")),
          new LaterException("others are first")
        }) {
      assertThat(Disturbance.of(resource, client, away)).contains(Disturbance.AWAY);
      assertThat(Disturbance.answer(resource, client, away))
          .hasValueSatisfying(
              control -> {
                assertThat(control.isNoRetry()).isTrue();
                assertThat(control.getResource()).isEmpty();
                assertThat(control.getScheduleDelay())
                    .hasValueSatisfying(
                        delay -> assertThat(delay).isLessThan(Duration.ofSeconds(5).toMillis()));
              });
    }
  }

  @Test
  void everythingElseIsAFailure() {
    assertThat(Disturbance.answer(resource, client, new IllegalStateException("a bug"))).isEmpty();
    assertThat(Disturbance.of(resource, client, refusal(400))).isEmpty();
  }
}
