// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The test in the place of an API server that takes Events and evictions. */
final class ServerInPlay implements AutoCloseable {
  private static final int CREATED = 201;
  private static final String NAMESPACE = "/api/v1/namespaces/" + Drifted.NAMESPACE;

  final List<Event> events = new CopyOnWriteArrayList<>();
  final List<Eviction> evictions = new CopyOnWriteArrayList<>();
  final KubernetesClient client;
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  ServerInPlay() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build();
  }

  /** Answers with this status when the eviction of a pod is asked for. */
  void answersEvictionOf(String pod, int status) {
    answers.put(NAMESPACE + "/pods/" + pod + "/eviction", status);
  }

  /** Answers with this status to Events. */
  void answersEvents(int status) {
    answers.put(NAMESPACE + "/events", status);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (path.endsWith("/events")) {
      events.add(Serialization.unmarshal(body, Event.class));
    } else if (path.endsWith("/eviction")) {
      evictions.add(Serialization.unmarshal(body, Eviction.class));
    }
    byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answers.getOrDefault(path, CREATED), answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
