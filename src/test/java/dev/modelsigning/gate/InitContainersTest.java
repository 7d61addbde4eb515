// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Init containers: they may serve and never end. */
final class InitContainersTest {
  private final FakeCluster cluster = new FakeCluster();

  private AdmissionDecision decide(String init) {
    String pod =
        """
        initContainers: [{name: first, %s}]
        containers:
        - name: server
          image: vllm
          args: [--model, /mnt/models]
          volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]
        volumes:
        - {name: m, persistentVolumeClaim: {claimName: model}}
        - {name: s, persistentVolumeClaim: {claimName: scratch}}
        """
            .formatted(init);
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("scratch");
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(Pods.create(Pods.pod(pod)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: vllm, args: [--model, org/name]",
        "image: i, command: [vllm, serve, org/name]",
        "image: ollama/ollama",
        "image: vllm, args: [--model, /opt/model]",
        "image: i, env: [{name: MODEL_ID, value: org/name}]",
      })
  void initContainerThatServesIsRefused(String init) {
    assertThat(decide(init)).isDenied("container first");
  }

  @Test
  void initContainerThatServesFromAScratchClaimIsRefused() {
    assertThat(
            decide(
                "image: vllm, args: [--model, /adapters],"
                    + " volumeMounts: [{name: s, mountPath: /adapters, readOnly: true}]"))
        .isDenied("claim scratch: no ModelSignature names it");
  }

  @Test
  void initContainerMayFetchWhereThePolicyAllowsIt() {
    cluster.policy().getSpec().unverifiable = new UnverifiableRules();
    cluster.policy().getSpec().unverifiable.initDownloaded = DownloadRule.Allow;
    assertThat(decide("image: hub, command: [huggingface-cli, download, org/name]")).isAllowed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: busybox, command: [sh, -c, 'until nslookup queue; do sleep 1; done']",
        "image: vllm, command: [python3, -c, 'import vllm; print(vllm.__version__)']",
        "image: vllm, command: [vllm, serve, /mnt/models, --help],"
            + " volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]",
        "image: proxy, args: [istio-iptables, -p, '15001', -z, '15006', -m, REDIRECT]",
      })
  void initContainerThatOnlyPreparesIsAdmitted(String init) {
    assertThat(decide(init)).isAllowed();
  }
}
