// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.admission.room.TurnedAwayException;
import dev.modelsigning.decoding.LenientResources;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReviewReaderTest {
  private final AtomicInteger opened = new AtomicInteger();

  private static InputStream stream(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String review(String object) {
    return """
    {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
     "request": {"uid": "u", "kind": {"group": "", "version": "v1", "kind": "Pod"},
      "name": "p", "namespace": "team-a", "operation": "CREATE",
      "userInfo": {"username": "somebody", "groups": ["many"], "extra": {"x": ["y"]}},
      "object": %s, "oldObject": null, "dryRun": true, "options": {"kind": "CreateOptions"}}}
    """
        .formatted(object);
  }

  private static String pod() {
    return """
    {"apiVersion": "v1", "kind": "Pod",
     "metadata": {"name": "p", "labels": {"a": "b"}, "managedFields": [{"manager": "m"}]},
     "spec": {"containers": [{"name": "c", "image": "i"}]}, "status": {"phase": "Pending"}}
    """;
  }

  /** A small review is read in another way, and comes to the same. */
  private Review read(String json, boolean concerned) throws IOException, TurnedAwayException {
    Review read =
        ReviewReader.read(
            stream(json), namespace -> concerned, namespace -> opened.incrementAndGet());
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    assertThat(ReviewReader.read(body, namespace -> concerned, namespace -> {})).isEqualTo(read);
    return read;
  }

  @Test
  void readsWhatDecisionsUse() throws IOException, TurnedAwayException {
    assertThat(read(review(pod()), true))
        .isInstanceOfSatisfying(
            Review.Concerned.class,
            review -> {
              var request = review.request();
              assertThat(request.getUid()).isEqualTo("u");
              assertThat(request.getNamespace()).isEqualTo("team-a");
              assertThat(request.getUserInfo().getUsername()).isEqualTo("somebody");
              assertThat(request.getUserInfo().getGroups()).isEmpty();
              assertThat(request.getDryRun()).isTrue();
              Pod pod = (Pod) request.getObject();
              assertThat(pod.getSpec().getContainers()).hasSize(1);
              assertThat(pod.getMetadata().getManagedFields()).isEmpty();
              assertThat(pod.getStatus()).isNull();
            });
    assertThat(opened).hasValue(1);
  }

  @Test
  void readsPodsAsTheirKindTells() throws IOException, TurnedAwayException {
    String written =
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"a": "b"}},
         "spec": {"containers": [{"name": "c", "image": "i", "later": {"x": 1},
           "volumeMounts": [{"name": "m", "mountPath": "/mnt/models", "later": [1]}]}],
          "later": "x", "volumes": [{"name": "m", "later": {"kind": "Pod"}}]}}
        """;
    String review = review(written).replace("\"oldObject\": null", "\"oldObject\": " + written);
    var byKind = LenientResources.mapper().readValue(written, KubernetesResource.class);
    assertThat(byKind).isInstanceOf(Pod.class);
    assertThat(read(review, true))
        .isInstanceOfSatisfying(
            Review.Concerned.class,
            read -> {
              assertThat(read.request().getObject()).isEqualTo(byKind);
              assertThat(read.request().getOldObject()).isEqualTo(byKind);
            });
  }

  @Test
  void podOfANamespaceThatNobodyJudgesIsNotReadButPassedOver()
      throws IOException, TurnedAwayException {
    InputStream body = stream(review("{ this is not even JSON"));
    assertThat(
            ReviewReader.read(
                body,
                namespace -> !namespace.equals("team-a"),
                namespace -> opened.incrementAndGet()))
        .isEqualTo(new Review.Unconcerned("u"));
    assertThat(opened).hasValue(0);
    assertThat(body.read()).as("the connection can be used again").isEqualTo(-1);
  }

  @Test
  void podBeforeItsNamespaceIsReadAllTheSame() throws IOException, TurnedAwayException {
    String swapped =
        "{\"request\": {\"object\": " + pod() + ", \"uid\": \"u\", \"namespace\": \"team-a\"}}";
    assertThat(read(swapped, false)).isInstanceOf(Review.Concerned.class);
    assertThat(opened).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "{}", "{\"request\": null}", "{\"request\": {\"name\": \"x\"}}"})
  void everythingElseIsMalformed(String body) throws IOException, TurnedAwayException {
    assertThat(read(body, true)).isEqualTo(new Review.Malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"request\": {\"uid\": \"u\"", "{\"request\": {\"uid\": }}", "<html>"})
  void textThatIsNoJsonIsAFailure(String body) {
    assertThatThrownBy(() -> read(body, true)).isInstanceOf(IOException.class);
  }

  @Test
  void deepNestingIsAFailureAndNoMore() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> read(review(deep), true)).isInstanceOf(IOException.class);
  }
}
