// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams from a server that answers slowly, in part or not at all. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FabricSourceTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final byte[] PART = "{\"type\": \"ADD".getBytes(StandardCharsets.UTF_8);

  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private KubernetesClient client;
  private FabricSource source;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.createContext(
        "/",
        exchange -> {
          switch (exchange.getRequestURI().getPath()) {
            case "/gone" -> exchange.sendResponseHeaders(410, -1);
            case "/part" -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(PART);
              exchange.getResponseBody().flush();
              await();
            }
            default -> await();
          }
          exchange.close();
        });
    server.start();
    client =
        new KubernetesClientBuilder()
            .withHttpClientFactory(new JdkHttpClientFactory())
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withHttp2Disable(true)
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build();
    source = new FabricSource(client);
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    over.countDown();
    client.close();
    server.stop(0);
  }

  @Test
  void serverThatDoesNotAnswerIsGivenUp() {
    assertThatThrownBy(() -> source.open("/silent", SHORT, LONG)).isInstanceOf(IOException.class);
  }

  @Test
  void answerThatStopsInTheMiddleIsGivenUp() throws Exception {
    try (InputStream in = source.open("/part", LONG, Duration.ofSeconds(2))) {
      assertThat(in.readNBytes(PART.length)).isEqualTo(PART);
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void interruptedReaderReturns() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (InputStream in = source.open("/part", LONG, LONG)) {
      Thread reader =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      in.readAllBytes();
                    } catch (IOException e) {
                      ended.countDown();
                    }
                  });
      reader.interrupt();
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void versionThatIsGoneIsSaidSo() {
    assertThatThrownBy(() -> source.open("/gone", LONG, LONG)).isInstanceOf(ExpiredException.class);
  }

  @Test
  void abandonedAnswersDoNotKeepTheNextOneWaiting() throws Exception {
    for (int i = 0; i < 200; i++) {
      source.open("/part", LONG, LONG).close();
    }
    assertThat(source.open("/part", LONG, LONG).read()).isEqualTo(PART[0]);
  }
}
