// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.GateStatus;
import dev.modelsigning.binding.EntryFingerprint;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pods of docs/guides/verified-downloads.md, under the policy of deploy/examples. */
final class GatedExamplesTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final Path EXAMPLES = Path.of("deploy/examples");
  private static final Path KSERVE =
      Path.of("src/test/resources/pods-gated/kserve-storage-container.yaml");

  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void takeThePolicyOfTheExamples() throws IOException {
    var example =
        YAML.unmarshal(
            Files.readString(EXAMPLES.resolve("policy-gate.yaml")), ClusterModelTrustPolicy.class);
    ClusterModelTrustPolicy policy = cluster.policy();
    policy.getMetadata().setName(example.getMetadata().getName());
    example.getSpec().match = policy.getSpec().match;
    policy.setSpec(example.getSpec());
    var status = new ClusterModelTrustPolicyStatus();
    status.checkedAt = Instant.now().toString();
    status.authorities = List.of();
    status.gate = new GateStatus();
    status.gate.trust = EntryFingerprint.ofPublished(policy);
    policy.setStatus(status);
  }

  private AdmissionDecision decide(Pod pod) {
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(Pods.create(pod));
  }

  private static Pod podOf(String example) throws IOException {
    Deployment deployment =
        YAML.unmarshal(Files.readString(EXAMPLES.resolve(example)), Deployment.class);
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(FakeCluster.NAMESPACE)
        .withName("p")
        .endMetadata()
        .withSpec(deployment.getSpec().getTemplate().getSpec())
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"verified-download.yaml", "verified-download-nim.yaml"})
  void admitsTheExamples(String example) throws IOException {
    assertThat(decide(podOf(example))).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"verified-download.yaml", "verified-download-nim.yaml"})
  void refusesThemWithoutTheirGates(String example) throws IOException {
    Pod pod = podOf(example);
    pod.getSpec().getInitContainers().remove(1);
    assertThat(decide(pod)).isDenied("no gate verifies what is downloaded into it");
  }

  @Test
  void admitsWhatKserveMakesOfItsStorageContainer() throws IOException {
    assertThat(decide(YAML.unmarshal(Files.readString(KSERVE), Pod.class))).isAllowed();
  }

  @Test
  void refusesKservesOwnStorageInitializer() throws IOException {
    Pod pod = YAML.unmarshal(Files.readString(KSERVE), Pod.class);
    pod.getSpec().getInitContainers().getFirst().setCommand(List.of());
    assertThat(decide(pod)).isDenied("it does not run oms gate");
  }
}
