// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A Prometheus that scrapes ports of this machine every second, with rules that do not wait. */
final class RealPrometheus implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final int port;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();

  private RealPrometheus(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param folder an empty one
   * @param jobs ports to scrape, by the name of the job
   */
  static RealPrometheus start(Path folder, Path rules, Map<String, Integer> jobs)
      throws IOException {
    // What an alert is about decides here, not how long it has lasted: promtool tests that.
    Files.writeString(
        folder.resolve("rules.yaml"), Files.readString(rules).replaceAll("(?m)^    for: .*\n", ""));
    Files.writeString(
        folder.resolve("prometheus.yaml"),
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            + "rule_files: [rules.yaml]\n"
            + "scrape_configs:\n"
            + jobs.entrySet().stream().map(RealPrometheus::scraped).collect(Collectors.joining()));
    int port = FreePorts.next();
    Process process =
        new ProcessBuilder(
                PrometheusPrograms.path("prometheus"),
                "--config.file=prometheus.yaml",
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    var started = new RealPrometheus(folder, port, process);
    Await.until("Prometheus to be ready", PATIENCE, started::isReady);
    return started;
  }

  private static String scraped(Entry<String, Integer> job) {
    return "- job_name: %s\n  metrics_path: /q/metrics\n  static_configs: [{targets: ['127.0.0.1:%d']}]\n"
        .formatted(job.getKey(), job.getValue());
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new AssertionError("Prometheus ended\n" + log());
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("prometheus.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The result of a query, which has to be one. */
  JsonNode query(String expression) {
    HttpResponse<String> answer =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(expression + "\n" + answer.body()).isEqualTo(200);
    return json(answer).at("/data/result");
  }

  /** The summaries of the alerts that fire, by their names; one of each. */
  Map<String, String> firing() {
    Map<String, String> firing = new TreeMap<>();
    for (JsonNode alert : json(get("/api/v1/alerts")).at("/data/alerts")) {
      if (alert.get("state").asText().equals("firing")) {
        firing.put(
            alert.at("/labels/alertname").asText().replaceFirst("^ModelSignature", ""),
            alert.at("/annotations/summary").asText());
      }
    }
    return firing;
  }

  void awaitFiring(String alert) {
    Await.until("the alert " + alert, PATIENCE, () -> firing().containsKey(alert));
  }

  void awaitEnd(String alert) {
    Await.until("the end of alert " + alert, PATIENCE, () -> !firing().containsKey(alert));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.close();
  }
}
