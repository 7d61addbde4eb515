// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.modelsigning.measurement.job.JobTemplate;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test answers in the place of an API server, with what it has from the kubelet. */
@Timeout(20)
class KubernetesPodLogsTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build();
  }

  private PodLogs logs(HttpHandler answer) {
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().endsWith("/log")) {
            asked.incrementAndGet();
            answer.handle(exchange);
          } else {
            // The client looks at the pod first.
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
            exchange.close();
          }
        });
    server.start();
    return new KubernetesPodLogs(client, SHORT, SHORT);
  }

  @AfterEach
  void close() {
    over.countDown();
    client.close();
    server.stop(0);
    threads.close();
  }

  private static byte[] readAll(PodLogs logs) throws IOException {
    try (InputStream log = logs.open("team-a", "pod", JobTemplate.CONTAINER)) {
      return log.readAllBytes();
    }
  }

  private void waitForTheEnd(HttpExchange exchange) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  @Test
  void readsTheWholeLog() throws Exception {
    byte[] text = "a line\n".getBytes(StandardCharsets.UTF_8);
    PodLogs logs =
        logs(
            exchange -> {
              exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, text.length);
              exchange.getResponseBody().write(text);
              exchange.close();
            });

    assertThat(readAll(logs)).isEqualTo(text);
  }

  @Test
  void asksOnceWhenTheApiServerDoesNotReachTheKubelet() throws Exception {
    PodLogs logs =
        logs(
            exchange -> {
              exchange.sendResponseHeaders(HttpURLConnection.HTTP_INTERNAL_ERROR, -1);
              exchange.close();
            });

    assertThatThrownBy(() -> readAll(logs))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("log of pod pod cannot be read");
    assertThatThrownBy(() -> logs.tail("team-a", "pod", JobTemplate.CONTAINER, 20))
        .isInstanceOf(IOException.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void waitsForNoAnswerLongerThanItsLimit() throws Exception {
    PodLogs logs = logs(this::waitForTheEnd);

    assertThatThrownBy(() -> readAll(logs)).isInstanceOf(IOException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void logThatStallsIsNotTakenForOneThatHasEnded() throws Exception {
    PodLogs logs =
        logs(
            exchange -> {
              exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0);
              exchange.getResponseBody().write("a line\n".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
              waitForTheEnd(exchange);
            });

    assertThatThrownBy(() -> readAll(logs)).isInstanceOf(IOException.class);
  }
}
