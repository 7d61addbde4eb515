// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapListBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The test in the place of an API server that keeps ConfigMaps. */
final class StoredObjects implements AutoCloseable {
  final KubernetesClient client;
  private final Map<String, String> stored = new ConcurrentHashMap<>();
  private final HttpServer server;
  private volatile String refused = "/nothing";
  private volatile String listed = "";

  StoredObjects() throws IOException {
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

  /** Whether an object of this name is kept. */
  boolean has(String name) {
    return stored.keySet().stream().anyMatch(path -> path.endsWith("/" + name));
  }

  /** From now on nobody may read the object of this name. */
  void refuse(String name) {
    refused = "/" + name;
  }

  /** From now on every namespace has used up its room for evidence that no policy trusts. */
  void fill() {
    listed =
        Serialization.asJson(
            new ConfigMapListBuilder()
                .addNewItem()
                .withNewMetadata()
                .withName("oms-evidence-others")
                .addToAnnotations("modelsigning.dev/content-bytes", Long.toString(8 << 20))
                .endMetadata()
                .endItem()
                .build());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (path.endsWith(refused)) {
      send(exchange, HttpURLConnection.HTTP_FORBIDDEN, "{\"kind\":\"Status\",\"code\":403}");
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      stored.remove(path);
      send(exchange, HttpURLConnection.HTTP_OK, "{\"kind\":\"Status\",\"apiVersion\":\"v1\"}");
    } else if (!body.isEmpty()) {
      String name = Serialization.unmarshal(body, ConfigMap.class).getMetadata().getName();
      stored.put(path + "/" + name, body);
      send(exchange, HttpURLConnection.HTTP_CREATED, body);
    } else if (path.endsWith("/configmaps")) {
      String query = exchange.getRequestURI().getQuery();
      send(exchange, HttpURLConnection.HTTP_OK, listed.isEmpty() ? list(query) : listed);
    } else if (stored.containsKey(path)) {
      send(exchange, HttpURLConnection.HTTP_OK, stored.get(path));
    } else {
      send(exchange, HttpURLConnection.HTTP_NOT_FOUND, "{\"kind\":\"Status\",\"code\":404}");
    }
  }

  /** Those with the label that the query selects. */
  private String list(String query) {
    String[] label = query.replaceFirst(".*labelSelector=", "").split("=", 2);
    return stored.values().stream()
        .filter(
            body ->
                label[1].equals(
                    Serialization.unmarshal(body, ConfigMap.class)
                        .getMetadata()
                        .getLabels()
                        .get(label[0])))
        .collect(
            Collectors.joining(
                ",", "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"items\":[", "]}"));
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] answer = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
