// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.ApiClients;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.WebhookProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhook's process when it is not ready, has no rights, or is sent malformed requests. */
final class WebhookEndpointIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String NO_REQUEST =
      "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\", \"request\": null}";

  @TempDir static Path folder;
  private static WebhookProcess webhook;

  @BeforeAll
  static void start() throws IOException {
    webhook = InstalledWebhook.start(folder, API);
  }

  @AfterAll
  static void stop() {
    webhook.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "null", NO_REQUEST})
  void bodyThatIsNotAReviewIsRefused(String body) {
    assertThat(webhook.post(body).statusCode()).isEqualTo(400);
  }

  @Test
  void malformedRequestIsAnsweredWithALogIdOnly() {
    HttpResponse<String> answer = webhook.post("{\"kind\":\"AdmissionReview\",");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("the request could not be decided; log id ");
    assertThat(answer.body()).hasSizeLessThan(100);
    assertThat(webhook.log()).contains(answer.body().substring(answer.body().length() - 36));
  }

  @Test
  void reviewThatIsNotAboutAPodIsDenied() {
    HttpResponse<String> answer =
        webhook.post(
            review(
                """
                {"uid": "u1", "operation": "CREATE", "namespace": "n",
                 "object": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}}\
                """));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"allowed\":false", "\"uid\":\"u1\"", "the request is not about a pod");
    assertThat(webhook.post(review("{\"uid\": \"u2\", \"operation\": \"CREATE\"}")).body())
        .contains("\"allowed\":false");
  }

  @Test
  void podOfAnUnknownNamespaceIsDenied() {
    assertThat(
            webhook
                .post(
                    review(
                        """
                        {"uid": "u", "operation": "CREATE", "namespace": "no-such-namespace",
                         "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
                                    "spec": {"containers": []}}}\
                        """))
                .body())
        .contains("\"allowed\":false", "namespace no-such-namespace is not known");
  }

  @Test
  void bodyOverTheLimitIsNotRead() {
    assertThat(webhook.post(" ".repeat(3 << 20)).statusCode()).isEqualTo(400);
    assertThat(statusOrClosed(" ".repeat(5 << 20))).isEqualTo(413);
    assertThat(statusOrClosed(" ".repeat(9 << 20))).isEqualTo(413);
  }

  /** The server may close the connection before this client has written all and reads the 413. */
  private static int statusOrClosed(String body) {
    try {
      return webhook.post(body).statusCode();
    } catch (UncheckedIOException e) {
      return 413;
    }
  }

  @Test
  void replacedCertificateIsServedWithoutARestart() {
    assertThat(webhook.post("{}").statusCode()).isEqualTo(400);
    webhook.replaceCertificate();
    Await.until("the new certificate to be served", PATIENCE, WebhookEndpointIT::answers);
  }

  private static boolean answers() {
    return status(webhook).equals(OptionalInt.of(400));
  }

  /** The status of the answer to an empty object; none while nothing listens. */
  private static OptionalInt status(WebhookProcess process) {
    try {
      return OptionalInt.of(process.post("{}").statusCode());
    } catch (UncheckedIOException e) {
      return OptionalInt.empty();
    }
  }

  private static String review(String request) {
    return "{\"apiVersion\": \"admission.k8s.io/v1\", \"kind\": \"AdmissionReview\", \"request\": "
        + request
        + "}";
  }

  @Test
  void webhookThatCannotFillItsCachesIsNotReadyAndAdmitsNothing(@TempDir Path other)
      throws IOException {
    WebhookProcess blind = WebhookProcess.start(other, API, InstalledWebhook.powerlessToken(API));
    Pod pod = Pods.server();
    try (KubernetesClient client = withoutRetries()) {
      InstalledWebhook.register(API, blind, "blind", "test/blind", "true");
      pod.getMetadata().setNamespace(API.newNamespace("blind", Map.of("test/blind", "true")));
      Await.until("the configuration to take effect", PATIENCE, () -> isRefused(client, pod));
      // It lives before its port for reviews opens; until then the API server refuses as well.
      Await.until("the port for reviews to open", PATIENCE, () -> status(blind).isPresent());
      assertThat(blind.isReady()).isFalse();
      assertThat(status(blind)).hasValue(503);
      assertFailedCall(client, pod);
      Pod plain = Pods.pod("containers: [{name: c, image: i}]");
      plain.getMetadata().setNamespace(pod.getMetadata().getNamespace());
      assertFailedCall(client, plain);
      blind.close();
      assertFailedCall(client, pod);
    } finally {
      blind.close();
    }
  }

  private static void assertFailedCall(KubernetesClient client, Pod pod) {
    assertRefused(
        () -> client.resource(pod).create(), "failed calling webhook \"pods.modelsigning.dev\"");
  }

  private static boolean isRefused(KubernetesClient client, Pod pod) {
    try {
      client.resource(pod).dryRun().create();
      return false;
    } catch (KubernetesClientException e) {
      return true;
    }
  }

  /** The API server answers 500 when a webhook fails, which the client would try again. */
  private static KubernetesClient withoutRetries() {
    return ApiClients.of(
        new ConfigBuilder(API.adminConfig()).withRequestRetryBackoffLimit(0).build());
  }
}
