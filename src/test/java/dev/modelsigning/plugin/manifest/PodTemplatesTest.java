// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.plugin.manifest.PodTemplates.TemplatePod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pods that objects are or make. */
final class PodTemplatesTest {
  private static final String TEMPLATE =
      "{metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}";

  private static List<TemplatePod> pods(String yaml) {
    try {
      return new Manifests()
          .read("f", yaml).stream().flatMap(object -> PodTemplates.of(object).stream()).toList();
    } catch (UnusableManifestException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"})
  void workloadMakesThePodOfItsTemplate(String kind) {
    List<TemplatePod> pods =
        pods(
            "kind: "
                + kind
                + "\nmetadata: {name: w, namespace: team-a}\nspec: {template: "
                + TEMPLATE
                + "}");

    assertThat(pods).singleElement().extracting(TemplatePod::origin).isEqualTo(kind + " w");
    ObjectNode pod = pods.getFirst().pod();
    assertThat(pods.getFirst().namespace()).isEqualTo("team-a");
    assertThat(pod.at("/kind").asText()).isEqualTo("Pod");
    assertThat(pod.at("/metadata/generateName").asText()).isEqualTo("w-");
    assertThat(pod.at("/metadata/labels/app").asText()).isEqualTo("x");
    assertThat(pod.at("/spec/containers/0/name").asText()).isEqualTo("c");
  }

  @Test
  void templatesThatLieDeeperAreFound() {
    assertThat(
            pods(
                "kind: CronJob\nmetadata: {name: w}\nspec: {jobTemplate: {spec: {template: "
                    + TEMPLATE
                    + "}}}"))
        .hasSize(1);
    assertThat(
            pods(
                "kind: LeaderWorkerSet\nmetadata: {name: w}\nspec: {leaderWorkerTemplate:"
                    + " {leaderTemplate: "
                    + TEMPLATE
                    + ", workerTemplate: "
                    + TEMPLATE
                    + "}}"))
        .hasSize(2);
    assertThat(pods("kind: ConfigMap\nmetadata: {name: c}")).isEmpty();
  }

  /** Whoever tests a file trusts that nothing in it that makes pods was passed over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: Rollout\nspec: {template: %s}",
        "kind: JobSet\nspec: {replicatedJobs: [{template: {spec: {template: %s}}}]}",
        "kind: PyTorchJob\nspec: {pytorchReplicaSpecs: {Worker: {template: %s}}}",
        "kind: RayService\nspec: {rayClusterConfig: {headGroupSpec: {template: %s}}}",
        "kind: LLMInferenceService\nspec: {template: {containers: [{name: c, image: i}]}}"
      })
  void templatesOfUnknownWorkloadsAreFound(String yaml) {
    assertThat(pods(yaml.formatted(TEMPLATE)))
        .singleElement()
        .satisfies(
            pod -> assertThat(pod.pod().at("/spec/containers/0/name").asText()).isEqualTo("c"));
  }

  @Test
  void storedPodCouldBeCreatedAnew() {
    ObjectNode pod =
        pods("""
        kind: Pod
        metadata:
          name: w-x7k2p
          generateName: w-
          uid: u
          resourceVersion: "3"
          ownerReferences: [{kind: ReplicaSet}]
          finalizers: [f]
          annotations: {a: b}
        spec: {priority: 5, priorityClassName: high, ephemeralContainers: [{name: e}], nodeName: node-1}
        status: {phase: Running}
        """)
            .getFirst()
            .pod();

    assertThat(pod.toString())
        .isEqualTo(
            "{\"kind\":\"Pod\",\"metadata\":{\"generateName\":\"w-\",\"annotations\":{\"a\":\"b\"}},"
                + "\"spec\":{\"priorityClassName\":\"high\",\"nodeName\":\"node-1\"}}");
  }

  @Test
  void inferenceServiceMountsAClaimAsKServeDoes() {
    ObjectNode pod = service("pvc://models/minilm/v1");

    assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asText())
        .isEqualTo("models");
    assertThat(pod.at("/spec/containers/0/volumeMounts/0").toString())
        .contains(
            "\"mountPath\":\"/mnt/models\"", "\"readOnly\":true", "\"subPath\":\"minilm/v1\"");
  }

  @Test
  void inferenceServiceMountsAnImageOrDownloads() {
    assertThat(service("oci+native://r/m@sha256:aa").at("/spec/volumes/0/image/reference").asText())
        .isEqualTo("r/m@sha256:aa");
    assertThat(service("hf://a/b").at("/spec/initContainers/0/args/0").asText())
        .isEqualTo("hf://a/b");
    assertThat(service("hf://a/b").at("/spec/volumes/0").has("emptyDir")).isTrue();
  }

  private static ObjectNode service(String address) {
    return pods("kind: InferenceService\n"
            + "metadata: {name: s}\n"
            + "spec: {predictor: {model: {storageUri: '"
            + address
            + "'}}}")
        .getFirst()
        .pod();
  }
}
