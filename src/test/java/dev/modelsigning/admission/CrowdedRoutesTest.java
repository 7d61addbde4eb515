// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that do not arrive and reviews that wait, which take no way from others. */
final class CrowdedRoutesTest extends ReviewRoutesScenario {
  /** Of a request whose rest does not come. */
  private static final String BEGINNING =
      "POST /admission/pods HTTP/1.1\r\nHost: webhook\r\nContent-Type: application/json\r\n"
          + "Content-Length: 1000\r\n\r\n{";

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
}
