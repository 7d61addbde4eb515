// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.testing.MappedConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The routes of reviews behind a real socket, with a log of the threads that decide. */
abstract class ReviewRoutesScenario {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  static final String REVIEW =
      """
      {"request": {"uid": "u", "operation": "CREATE", "namespace": "team-a", "dryRun": true,
       "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {
         "nodeName": %s,
         "containers": [{"name": "server", "image": "vllm",
           "volumeMounts": [{"name": "m", "mountPath": "/mnt/models", "readOnly": true}]}],
         "volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "%s"}}]}}}}
      """;

  static final String NOT_TAKEN = "not taken";

  final FakeState state = new FakeState();
  final Vertx vertx = Vertx.vertx();
  final HttpClient client = HttpClient.newHttpClient();
  final Map<String, String> threads = new ConcurrentHashMap<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  HttpServer server;
  Rehearsal rehearsal;

  @BeforeEach
  void serve() {
    OmsConfig config = MappedConfig.of(Map.of("OMS_ROLE", "webhook"));
    var service = new AdmissionService(config, () -> state, meters, Clock.systemUTC());
    service.start(new StartupEvent());
    state.synced = true;
    state.lookedAt = () -> threads.put("decision", Thread.currentThread().getName());
    rehearsal = new Rehearsal(config, vertx);
    Router router = Router.router(vertx);
    new ReviewRoutes(service, new AdmissionEndpoint(service, meters), rehearsal).install(router);
    router.route().handler(context -> context.response().setStatusCode(418).end(NOT_TAKEN));
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
            .requestHandler(router)
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void stop() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> review(String claim, String node) throws IOException, InterruptedException {
    return post("/admission/production", "application/json", REVIEW.formatted(node, claim));
  }
}
