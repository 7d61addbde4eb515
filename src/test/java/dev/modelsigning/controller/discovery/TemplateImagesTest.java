// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.controller.discovery.TemplateImages.Use;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The images with models that workloads use. */
class TemplateImagesTest {
  private static ObjectNode yaml(String text) {
    return Serialization.unmarshal(text, ObjectNode.class);
  }

  @Test
  void volumesOfATemplateAreFoundWithItsPullSecrets() {
    TemplateImages found =
        TemplateImages.of(
            WorkloadKind.DEPLOYMENT,
            yaml(
                """
                kind: Deployment
                spec:
                  template:
                    spec:
                      imagePullSecrets: [{name: models}]
                      containers: [{name: server, image: server}]
                      volumes:
                      - {name: a, image: {reference: "registry/minilm:1"}}
                      - {name: b, emptyDir: {}}
                """));
    assertThat(found.uses()).containsExactly(new Use("registry/minilm:1", false));
    assertThat(found.pullSecrets()).containsExactly("models");
  }

  @Test
  void modelcarsAsKServeAndLlmdMakeThemAreFound() throws IOException {
    for (String file : new String[] {"kserve.yaml", "llm-d.yaml"}) {
      ObjectNode pod = yaml(Files.readString(Path.of("src/test/resources/modelcars", file)));
      WorkloadKind kind =
          "Pod".equals(pod.path("kind").asText()) ? WorkloadKind.POD : WorkloadKind.DEPLOYMENT;
      assertThat(TemplateImages.of(kind, pod).uses())
          .as(file)
          .isNotEmpty()
          .allMatch(Use::isModelcar);
    }
  }

  @Test
  void inferenceServicesAreReadByTheirStorageUri() {
    ObjectNode service =
        yaml(
            """
            kind: InferenceService
            spec:
              predictor:
                imagePullSecrets: [{name: cars}]
                model: {storageUri: "oci://registry/car@sha256:00"}
            """);
    TemplateImages car = TemplateImages.of(WorkloadKind.INFERENCE_SERVICE, service);
    assertThat(car.uses()).containsExactly(new Use("registry/car@sha256:00", true));
    assertThat(car.pullSecrets()).containsExactly("cars");

    ((ObjectNode) service.at("/spec/predictor/model"))
        .put("storageUri", "oci+native://registry/volume@sha256:00");
    assertThat(TemplateImages.of(WorkloadKind.INFERENCE_SERVICE, service).uses())
        .containsExactly(new Use("registry/volume@sha256:00", false));
  }

  @Test
  void serverThatNobodySharesProcessesWithIsNoModelcar() {
    ObjectNode pod = yaml("spec: {containers: [{name: modelcar, image: registry/car}]}");
    assertThat(TemplateImages.of(WorkloadKind.POD, pod).uses()).isEmpty();
  }

  @Test
  void ofOneWorkloadSixteenImagesAndFourSecretsCount() {
    String volumes =
        IntStream.range(0, 40)
            .mapToObj(i -> "{name: v%d, image: {reference: 'r/i%d'}}".formatted(i, i))
            .collect(Collectors.joining(","));
    String secrets =
        IntStream.range(0, 9).mapToObj("{name: s%d}"::formatted).collect(Collectors.joining(","));
    TemplateImages found =
        TemplateImages.of(
            WorkloadKind.POD,
            yaml("spec: {volumes: [%s], imagePullSecrets: [%s]}".formatted(volumes, secrets)));
    assertThat(found.uses()).hasSize(TemplateImages.MOST);
    assertThat(found.pullSecrets()).containsExactly("s0", "s1", "s2", "s3");
  }
}
