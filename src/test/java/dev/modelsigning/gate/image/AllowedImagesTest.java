// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.image;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.Pods;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AllowedImagesTest {
  @ParameterizedTest
  @CsvSource({
    "r.example/vllm:v1,r.example/vllm:v1",
    "r.example/serving/*,r.example/serving/vllm:v1",
    "r.example/serving/*,r.example/serving/a/b@sha256:00",
    "r.example/vllm:*,r.example/vllm:v2",
    "r.example/vllm@*,r.example/vllm@sha256:00",
    "vllm:*,vllm:v1"
  })
  void patternAllows(String pattern, String image) {
    assertThat(new AllowedImages(List.of("other", pattern)).allow(image)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "r.example/vllm:v1,r.example/vllm:v10",
    "r.example/vllm:v1,r.example/vllm",
    "r.example/serving/*,r.example/serving",
    "r.example/serving/*,r.example/serving/",
    "r.example/serving/*,r.example.evil/serving/vllm",
    "r.example/vllm:*,r.example/vllm-other:v1",
    "r.example/vllm@*,r.example/vllm:v1",
    "vllm:*,vllm:5000/other:v1",
    "*,anything"
  })
  void patternDoesNotAllow(String pattern, String image) {
    assertThat(new AllowedImages(List.of(pattern)).allow(image)).isFalse();
  }

  @Test
  void imagesOfAllContainersAreJudged() {
    FakeCluster cluster = new FakeCluster();
    cluster.policy().getSpec().requirements = new PolicyRequirements();
    cluster.policy().getSpec().requirements.images = List.of("good/*");
    PodDecision decision = new PodDecision(cluster, Clock.systemUTC(), Set.of());
    String pod =
        """
        initContainers: [{name: a, image: %s}]
        containers: [{name: b, image: %s}]
        ephemeralContainers: [{name: c, image: %s}]
        """;
    assertThat(decision.decide(Pods.create(Pods.pod(pod.formatted("good/1", "good/2", "good/3")))))
        .isAllowed();
    assertThat(decision.decide(Pods.create(Pods.pod(pod.formatted("bad/1", "bad/2", "bad/3")))))
        .isDenied(
            "container a: image bad/1 is not among the allowed ones",
            "container b: image bad/2",
            "container c: image bad/3",
            "requirements.images");
  }
}
