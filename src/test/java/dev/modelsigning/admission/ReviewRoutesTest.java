// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.room.Room;
import dev.modelsigning.admission.sample.SampleReviews;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The way of a review that hands nothing over, over a real socket. */
final class ReviewRoutesTest extends ReviewRoutesScenario {
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
  void podOfVeryManyVolumesHoldsUpNobody() throws IOException, InterruptedException {
    String volume = "{\"name\": \"m\", \"persistentVolumeClaim\": {\"claimName\": \"%s\"}}";
    String one = volume.formatted(FakeCluster.CLAIM);
    String review = REVIEW.formatted("null", FakeCluster.CLAIM);
    assertThat(review).contains(one);
    String many = one + ("," + one).repeat(UsualPod.MOST_VOLUMES);
    post("/admission/production", "application/json", review.replace(one, many));
    assertThat(threads.get("decision")).contains("worker");
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
