// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.room.Room;
import dev.modelsigning.admission.sample.SampleReviews;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.MappedConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way of a review that hands nothing over, over a real socket. */
final class ReviewRoutesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String REVIEW =
      """
      {"request": {"uid": "u", "operation": "CREATE", "namespace": "team-a", "dryRun": true,
       "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {
         "nodeName": %s,
         "containers": [{"name": "server", "image": "vllm",
           "volumeMounts": [{"name": "m", "mountPath": "/mnt/models", "readOnly": true}]}],
         "volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "%s"}}]}}}}
      """;

  /** Of a request whose rest does not come. */
  private static final String BEGINNING =
      "POST /admission/pods HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\n"
          + "Content-Length: 1000\r\n\r\n{";

  private static final String NOT_TAKEN = "not taken";

  private final FakeState state = new FakeState();
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> threads = new ConcurrentHashMap<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private HttpServer server;
  private Rehearsal rehearsal;

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

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  private HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> review(String claim, String node)
      throws IOException, InterruptedException {
    return post("/admission/production", "application/json", REVIEW.formatted(node, claim));
  }

  @Test
  void decidesOnTheThreadWhereAReviewArrives() throws IOException, InterruptedException {
    HttpResponse<String> answer = review(FakeCluster.CLAIM, "null");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"uid\":\"u\"", "\"allowed\":true");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(threads.get("decision")).contains("eventloop");
    assertThat(review("unsigned", "null").body())
        .contains("\"allowed\":false", "\"code\":403", "claim unsigned");
  }

  @Test
  void handsOverWhatOnlyTheApiServerKnows() throws IOException, InterruptedException {
    HttpResponse<String> answer = review(FakeCluster.CLAIM, "\"node-1\"");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"allowed\":true");
    assertThat(threads.get("decision")).contains("worker");
  }

  @Test
  void threadsThatMayWaitSayWhatIsWrong() throws IOException, InterruptedException {
    assertThat(post("/admission/pods", "application/json", "{}").statusCode()).isEqualTo(400);
    state.synced = false;
    HttpResponse<String> answer = review(FakeCluster.CLAIM, "null");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("is not ready");
  }

  @Test
  void largeBodiesAreDecidedByThreadsThatMayWait() throws IOException, InterruptedException {
    String large =
        " ".repeat(5 * ReviewRoutes.LARGEST) + REVIEW.formatted("null", FakeCluster.CLAIM);
    HttpResponse<String> answer = post("/admission/production", "application/json", large);
    assertThat(answer.body()).contains("\"allowed\":true");
    assertThat(threads.get("decision")).contains("worker");
  }

  @Test
  void bodyOfUnknownLengthIsDecidedToo() throws IOException, InterruptedException {
    byte[] review = REVIEW.formatted("null", FakeCluster.CLAIM).getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri("/admission/production"))
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(review)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("\"allowed\":true");
  }

  @Test
  void bodyLargerThanAnyReviewIsTurnedAway() throws IOException, InterruptedException {
    String large = " ".repeat(Room.LARGEST_REVIEW + 1);
    assertThat(post("/admission/pods", "application/json", large).statusCode()).isEqualTo(413);
  }

  @Test
  void workloadsAreAnsweredOnTheirOwnPath() throws IOException, InterruptedException {
    String review =
        REVIEW
            .formatted("null", FakeCluster.CLAIM)
            .replace("\"uid\": \"u\"", "\"uid\": \"u\", \"kind\": {\"kind\": \"ConfigMap\"}");
    assertThat(post("/workload-admission/production", "application/json", review).body())
        .contains("\"allowed\":true");
  }

  @Test
  void otherTypesAndPathsWithoutPoliciesAreNoReviews() throws IOException, InterruptedException {
    assertThat(post("/admission/pods", "text/plain", REVIEW).statusCode()).isEqualTo(415);
    assertThat(post("/admission", "application/json", REVIEW).statusCode()).isEqualTo(404);
    assertThat(post("/workload-admission/", "application/json", REVIEW).statusCode())
        .isEqualTo(404);
    assertThat(post("/elsewhere", "application/json", REVIEW).body()).isEqualTo(NOT_TAKEN);
  }

  @Test
  void bodyThatDoesNotArriveIsGivenUp() throws IOException {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      slow.getOutputStream().write(BEGINNING.getBytes(StandardCharsets.UTF_8));
      slow.setSoTimeout((int) PATIENCE.toMillis());
      String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 503").containsIgnoringCase("Retry-After: 1");
    }
    Await.until(
        "the count of reviews that were turned away",
        PATIENCE,
        () ->
            meters.getMeters().stream()
                .filter(meter -> "time".equals(meter.getId().getTag("cause")))
                .anyMatch(meter -> meter.measure().iterator().next().getValue() == 1));
  }

  /** More connections than there is room for bodies that arrive, each with a beginning alone. */
  private List<Socket> slow(int count, String beginning) throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket one = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
      slow.add(one);
      one.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
    }
    return slow;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket one : sockets) {
      one.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 20_000, 2_000_000})
  void bodiesThatDoNotArriveTakeNoWayFromOthers(int announced)
      throws IOException, InterruptedException {
    String beginning = BEGINNING.replace("1000", String.valueOf(announced));
    List<Socket> slow = slow(300, beginning);
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(review(FakeCluster.CLAIM, "null").body()).contains("\"allowed\":true");
        assertThat(threads.remove("decision")).contains("eventloop");
        assertThat(review(FakeCluster.CLAIM, "\"node-1\"").body()).contains("\"allowed\":true");
        String large = " ".repeat(100_000) + REVIEW.formatted("null", FakeCluster.CLAIM);
        assertThat(post("/admission/production", "application/json", large).body())
            .contains("\"allowed\":true");
      }
    } finally {
      close(slow);
    }
  }

  @Test
  void whoHasWaitedLongestForAByteIsTurnedAwayAtOnce() throws IOException {
    List<Socket> slow = slow(300, BEGINNING);
    try {
      Socket first = slow.getFirst();
      first.setSoTimeout((int) PATIENCE.toMillis());
      String answer = new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 503").containsIgnoringCase("Retry-After: 1");
    } finally {
      close(slow);
    }
    assertThat(
            meters
                .get("model_signature_admission_turned_away_total")
                .tag("cause", "busy")
                .counter())
        .satisfies(counter -> assertThat(counter.count()).isPositive());
  }

  @Test
  void reviewsThatWaitForThreadsAreBoundedAndLeaveThreadsToOthers() {
    CountDownLatch answered = new CountDownLatch(1);
    state.lookedAt = () -> awaitUnlessOnEventLoop(answered);
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        waiting.add(
            client.sendAsync(
                HttpRequest.newBuilder(uri("/admission/production"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            REVIEW.formatted("\"node-1\"", FakeCluster.CLAIM)))
                    .build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      Await.until(
          "most of them to be turned away",
          PATIENCE,
          () -> waiting.stream().filter(CompletableFuture::isDone).count() >= 290);
      assertThat(review()).as("of a usual pod").contains("\"allowed\":true");
    } finally {
      answered.countDown();
    }
    assertThat(waiting)
        .extracting(answer -> answer.join().statusCode())
        .containsOnly(200, 503)
        .contains(200);
  }

  private static void awaitUnlessOnEventLoop(CountDownLatch latch) {
    if (!Thread.currentThread().getName().contains("eventloop")) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void podOfVeryManyVolumesHoldsUpNobody() throws IOException, InterruptedException {
    String volume = "{\"name\": \"m\", \"persistentVolumeClaim\": {\"claimName\": \"%s\"}}";
    String one = volume.formatted(FakeCluster.CLAIM);
    String review = REVIEW.formatted("null", FakeCluster.CLAIM);
    assertThat(review).contains(one);
    String many = one + ("," + one).repeat(UsualPod.MOST_VOLUMES);
    post("/admission/production", "application/json", review.replace(one, many));
    assertThat(threads.get("decision")).contains("worker");
  }

  private String review() {
    try {
      return review(FakeCluster.CLAIM, "null").body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  @Test
  void rehearsesUntilItIsReadyAndNotLater() throws IOException, InterruptedException {
    byte[] sample = SampleReviews.admitted();
    String body = new String(sample, StandardCharsets.UTF_8);
    assertThat(post(rehearsal.path(), "application/json", body).body())
        .contains("\"allowed\":true");
    rehearsal.end();
    assertThat(post(rehearsal.path(), "application/json", body).statusCode()).isEqualTo(404);
  }
}
