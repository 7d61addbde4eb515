// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/**
 * The packaged application as a separate process in a role that needs no certificate.
 *
 * @param port of health and metrics, on this machine
 * @param log what it has written
 */
public record OperatorProcess(Process process, int port, Path log) implements AutoCloseable {
  private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Starts it with the rights of the administrator. The test is skipped where the application is
   * not packaged.
   *
   * @param folder for its log
   * @param namespace its own
   * @param options further options for Java
   */
  public static OperatorProcess start(
      KubeApiServer api, Path folder, String role, String namespace, String... options)
      throws IOException {
    Assumptions.assumeTrue(
        Files.exists(APPLICATION), "the application is not packaged: run mvn verify");
    int port = FreePorts.next();
    Path log = folder.resolve(role + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            // It starts and does little: compiling for speed would cost more than all of that.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Doms.role=" + role,
            "-Dquarkus.management.port=" + port,
            "-Dquarkus.http.port=0"));
    command.addAll(List.of(options));
    command.addAll(List.of("-jar", APPLICATION.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Config config = api.adminConfig();
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBERNETES_MASTER", config.getMasterUrl(),
                "KUBERNETES_CERTS_CA_FILE", config.getCaCertFile(),
                "KUBERNETES_CERTS_CLIENT_FILE", config.getClientCertFile(),
                "KUBERNETES_CERTS_CLIENT_KEY_FILE", config.getClientKeyFile(),
                "OMS_NAMESPACE", namespace,
                "OMS_POD_NAME", "operator-0"));
    return new OperatorProcess(builder.start(), port, log);
  }

  /** Waits until the kubelet would report it ready. */
  public void awaitReady() {
    Await.until("the process to be ready", PATIENCE, this::isReady);
  }

  private boolean isReady() {
    assertThat(process.isAlive()).as("the process is alive; its log is %s", log).isTrue();
    try {
      return get("/q/health/ready").contains("\"status\": \"UP\"");
    } catch (IOException e) {
      return false; // it does not listen yet
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it answers on its port for health and metrics. */
  public String get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** Its metrics in the Prometheus text format. */
  public String metrics() {
    try {
      return get("/q/metrics");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it, as the kubelet does. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    }
  }
}
