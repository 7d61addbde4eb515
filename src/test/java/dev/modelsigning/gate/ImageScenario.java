// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** A cluster with a policy, and a model in an image that is verified. */
abstract class ImageScenario {
  static final String DIGEST = "sha256:" + "1".repeat(64);
  static final String REPOSITORY = "registry.example:5000/models/minilm";

  final FakeCluster cluster = new FakeCluster();
  final ModelSignature signature =
      FakeCluster.verifiedImage("in-image", REPOSITORY + "@" + DIGEST, "/models");

  @BeforeEach
  void aVerifiedImage() {
    cluster.signatures.add(signature);
  }

  AdmissionDecision decide(Pod pod) {
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(pod));
  }

  static Pod mounting(String reference, String mount) {
    return Pods.pod(
        """
        containers:
        - name: server
          image: vllm
          volumeMounts: [{name: m, mountPath: /mnt/models%s}]
        volumes: [{name: m, image: {reference: "%s", pullPolicy: IfNotPresent}}]
        """
            .formatted(mount, reference));
  }
}
