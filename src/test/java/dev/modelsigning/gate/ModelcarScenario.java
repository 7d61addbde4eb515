// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelcarRule;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** A pod of KServe with a modelcar, under a policy that admits verified ones. */
abstract class ModelcarScenario {
  static final KubernetesSerialization YAML = new KubernetesSerialization();
  static final String DIGEST = "sha256:" + "1".repeat(64);
  static final String IMAGE = "registry.example/modelcars/llama";

  final FakeCluster cluster = new FakeCluster();
  final ModelSignature signature =
      FakeCluster.verifiedImage("llama", IMAGE + "@" + DIGEST, "/models");

  @BeforeEach
  void verifiedModelcarsAreWanted() {
    var spec = cluster.policy().getSpec();
    spec.unverifiable = new UnverifiableRules();
    spec.unverifiable.modelcar = ModelcarRule.RequireVerified;
    spec.requirements = new PolicyRequirements();
    spec.requirements.images =
        List.of(
            "registry.example/modelcars/*",
            "docker.io/kserve/huggingfaceserver:*",
            "ghcr.io/llm-d/*");
    // The shell of the image lies beside the model, and nobody signed it.
    signature.getStatus().manifest.siblings = List.of("bin");
    cluster.signatures.add(signature);
  }

  static String golden(String name) {
    try {
      return Files.readString(Path.of("src/test/resources/modelcars", name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  AdmissionDecision decide(String pod) {
    return decide(Pods.create(YAML.unmarshal(pod, Pod.class)));
  }

  AdmissionDecision decide(PodRequest request) {
    return new PodDecision(
            cluster, Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC), Set.of("elsewhere"))
        .decide(request);
  }

  static String changed(String pod, String from, String to) {
    String changed = pod.replace(from, to);
    if (changed.equals(pod)) {
      throw new AssertionError("nothing is changed by " + from);
    }
    return changed;
  }
}
