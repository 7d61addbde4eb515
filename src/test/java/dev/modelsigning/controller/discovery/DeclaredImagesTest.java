// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of the ModelSignatures of a namespace with very many of them. */
class DeclaredImagesTest {
  private static final int THERE_ARE = 2 * DeclaredImages.KEPT;
  private static final Pattern LIMIT = Pattern.compile("limit=(\\d+)");
  private static final Pattern CONTINUE = Pattern.compile("continue=(\\d+)");

  private final AtomicInteger handedOver = new AtomicInteger();
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void manyModelSignatures() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestTimeout(60_000)
                    .build())
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    server.stop(0);
  }

  /** One page, as an API server answers. */
  private void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    int first = number(CONTINUE, query);
    int end = Math.min(THERE_ARE, first + number(LIMIT, query));
    handedOver.addAndGet(end - first);
    String next = end < THERE_ARE ? Integer.toString(end) : "";
    byte[] body =
        IntStream.range(first, end)
            .mapToObj(DeclaredImagesTest::modelSignature)
            .collect(
                Collectors.joining(
                    ",",
                    """
                    {"apiVersion": "modelsigning.dev/v1alpha1", "kind": "ModelSignatureList",
                     "metadata": {"continue": "%s"}, "items": ["""
                        .formatted(next),
                    "]}"))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static int number(Pattern pattern, String query) {
    Matcher found = pattern.matcher(query);
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  private static String modelSignature(int number) {
    return """
        {"apiVersion": "modelsigning.dev/v1alpha1", "kind": "ModelSignature",
         "metadata": {"name": "m-%d", "namespace": "team-a"},
         "spec": {"source": {"image": {"reference": "%s"}}}}"""
        .formatted(number, reference(number));
  }

  private static String reference(int number) {
    return "r.example/m-%d@%s".formatted(number, digest(number));
  }

  private static String digest(int number) {
    return "sha256:%064d".formatted(number);
  }

  @Test
  void readsOfANamespaceNoMoreThanItKeeps() {
    DeclaredImages declared = DeclaredImages.in(List.of("team-a"), client);

    assertThat(handedOver).hasValue(DeclaredImages.KEPT);
    int last = DeclaredImages.KEPT - 1;
    assertThat(declared.pinned("team-a", "r.example/m-" + last + ":v1")).hasValue(reference(last));
    assertThat(declared.pinned("team-a", "r.example/m-" + (last + 1) + ":v1")).isEmpty();
  }
}
