// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.testing.ApiClients;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.MappedConfig;
import dev.modelsigning.testing.ReviewServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * The webhook's endpoint and caches in this JVM, called by a real API server. The process as it is
 * packaged, with its rights, is the subject of other tests.
 */
final class WebhookInThisJvm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final KubernetesClient client;
  private final AdmissionService service;
  private final ReviewServer server;

  /** Starts it for namespaces with this label, and returns when its caches are full. */
  WebhookInThisJvm(Path folder, KubeApiServer api, String label, String value) {
    client = ApiClients.of(api.adminConfig());
    service =
        new AdmissionService(
            MappedConfig.of(Map.of("OMS_ROLE", "webhook")),
            () -> new InformedState(client, meters),
            meters,
            Clock.systemUTC());
    AdmissionEndpoint endpoint = new AdmissionEndpoint(service, meters);
    server =
        new ReviewServer(
            folder,
            body -> {
              Response answer =
                  endpoint.review(ReviewPath.of("pods"), body.readAllBytes(), System.nanoTime());
              return new ReviewServer.Answer(
                  answer.getStatus(), String.valueOf(answer.getEntity()));
            });
    service.start(new StartupEvent());
    Await.until("the caches to be full", PATIENCE, service::isReady);
    InstalledWebhook.register(api, server.url(), server.caBundle(), value, label, value);
  }

  @Override
  public void close() {
    server.close();
    service.stop(new ShutdownEvent());
    client.close();
  }
}
