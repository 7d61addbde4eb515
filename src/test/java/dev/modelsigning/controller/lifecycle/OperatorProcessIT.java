// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a separate process. */
class OperatorProcessIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void operatorTakesTheLeaseAndIsReady() throws Exception {
    String system = API.newNamespace("system", Map.of());
    try (RunningRole operator = start("operator", system)) {
      operator.awaitReady();
      Lease lease =
          API.admin()
              .leases()
              .inNamespace(system)
              .withName("model-signature-operator")
              .waitUntilCondition(
                  l -> l != null && l.getSpec().getHolderIdentity() != null, 30, TimeUnit.SECONDS);
      assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("operator-0");
      assertThat(operator.get("/q/metrics")).contains("jvm_memory_used_bytes");
    }
  }

  @Test
  void unknownRoleRefusesToStart() throws Exception {
    try (RunningRole nonsense = start("janitor", API.newNamespace("system", Map.of()))) {
      assertThat(nonsense.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(nonsense.process.exitValue()).isNotZero();
      assertThat(Files.readString(nonsense.log)).contains("oms.role");
    }
  }

  private RunningRole start(String role, String namespace) throws IOException {
    Assumptions.assumeTrue(
        Files.exists(APPLICATION), "the application is not packaged: run mvn verify");
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path log = folder.resolve(role + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Doms.role=" + role,
                    "-Dquarkus.management.port=" + port,
                    "-Dquarkus.http.port=0",
                    "-jar",
                    APPLICATION.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Config config = API.adminConfig();
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
    return new RunningRole(builder.start(), port, log);
  }

  private record RunningRole(Process process, int port, Path log) implements AutoCloseable {
    void awaitReady() {
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

    String get(String path) throws IOException, InterruptedException {
      try (HttpClient http = HttpClient.newHttpClient()) {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
      }
    }

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
}
