// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models under relative names and in caches: what is called scratch is not scratch there. */
final class RelativePathsTest {
  private static final String OFFLINE = "{name: HF_HUB_OFFLINE, value: '1'}";

  /** A verified model, a claim called scratch, and a ConfigMap. */
  static AdmissionDecision decide(String fields, String scratch, String configMap) {
    FakeCluster cluster = new FakeCluster();
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("scratch");
    String pod =
        """
        containers:
        - name: server
          image: i
          %s
          volumeMounts:
          - {name: m, mountPath: /mnt/models, readOnly: true}
          - {name: s, mountPath: %s}
          - {name: c, mountPath: %s}
        volumes:
        - {name: m, persistentVolumeClaim: {claimName: model}}
        - {name: s, persistentVolumeClaim: {claimName: scratch}}
        - {name: c, configMap: {name: c}}
        """
            .formatted(
                fields.replace("OFFLINE", OFFLINE).replace(" # ", "\n  "), scratch, configMap);
    return new PodDecision(cluster, Clock.systemUTC(), Set.of()).decide(Pods.create(Pods.pod(pod)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args: [--model, ./scratch/m]",
        "args: [--model, ../scratch/m]",
        "args: [--model, '~/m'] # env: [{name: HOME, value: /scratch}]",
        "args: [--model, scratch/m] # env: [OFFLINE]",
        "args: [--model, scratch] # env: [OFFLINE]",
        "args: [--model, org/m] # env: [OFFLINE, {name: HOME, value: /scratch}]",
        "args: [--model, org/m] # env: [OFFLINE, {name: XDG_CACHE_HOME, value: /scratch}]",
        "args: [--model, org/m] # env: [OFFLINE, {name: HF_HOME, valueFrom: {configMapKeyRef: {name: c, key: k}}}]",
        "args: [--model, org/m, --download-dir, /scratch] # env: [OFFLINE]",
        "workingDir: /mnt/models # command: [sh, -c, 'cd /scratch && vllm serve ./m']",
        "workingDir: /mnt/models # command: [env, -C, /scratch, vllm, serve, ./m]",
        "workingDir: /scratch # command: [llama-server, -m, model.gguf]",
        "command: [llama-server, -m, scratch/model.gguf]",
        "command: [llama-server, -m, $(X)] # env: [{name: X, valueFrom: {configMapKeyRef: {name: c, key: k}}}]",
        "command: [llama-server, -m, /mnt/models/a.gguf, --lora-scaled, /scratch/l, '1']",
        "command: [llama-server] # env: [{name: LLAMA_ARG_MODELS_DIR, value: /scratch}]",
      })
  void scratchThatMayBeLoadedIsRefused(String container) {
    assertThat(decide(container, "/scratch", "/etc/server")).isDenied();
  }

  /** Each container alone names few enough to be compared. */
  @Test
  void moreNamesThanAreComparedInAllContainersTogetherMayBeAnywhere() {
    List<LoadedModels> loaded =
        IntStream.range(0, 3)
            .mapToObj(c -> IntStream.range(0, 30).mapToObj(n -> c + "/" + n + "/m").toList())
            .map(
                names ->
                    new LoadedModels(List.of(), List.of(), List.of(), List.of(), names, List.of()))
            .toList();
    Directory last = Directory.of("srv/2");
    assertThat(ModelPaths.of(Catalog.SHIPPED, loaded).reach(last)).isTrue();
    assertThat(ModelPaths.of(Catalog.SHIPPED, loaded.subList(0, 2)).reach(last)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"args: [--model, ../etc/m]", "args: [--model, etc/m] # env: [OFFLINE]"})
  void configurationThatMayBeLoadedIsRefused(String container) {
    assertThat(decide(container, "/scratch", "/etc/m")).isDenied();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt/model.gguf", "./model.gguf"})
  void fileOfTheImageIsRefused(String file) {
    assertThat(decide("command: [llama-server, -m, " + file + "]", "/scratch", "/etc/server"))
        .isDenied("container server, model " + file, "unverifiable.imageContent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args: [--model, /mnt/models] # env: [{name: HOME, value: /scratch}]",
        "args: [--model, org/m] # env: [OFFLINE, {name: HF_HOME, value: /mnt/models}]",
        "workingDir: /scratch # env: [{name: HOME, value: /scratch}]",
        "workingDir: /scratch # command: [python3, -m, vllm.entrypoints.openai.run_batch, --model, /mnt/models]",
        "workingDir: /scratch # command: [python3, -u, -m, sglang.launch_server, --model-path, /mnt/models]",
        "workingDir: /mnt # args: [--model, ./models]",
        "command: [sh, -c, 'MODEL_PATH=/mnt/models exec any --port 80']",
        "command: [sh, -c, 'cd /scratch; llama-server -m /mnt/models/model.gguf']",
      })
  void scratchElsewhereIsAdmitted(String container) {
    assertThat(decide(container, "/scratch", "/etc/server")).isAllowed();
  }
}
