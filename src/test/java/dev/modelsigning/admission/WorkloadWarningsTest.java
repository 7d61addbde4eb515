// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.modelsigning.admission.room.TurnedAwayException;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.config.Role;
import dev.modelsigning.testing.MappedConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What authors of workloads are told, from the review of the API server to the answer. */
class WorkloadWarningsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String POD_SPEC =
      """
      {containers: [{name: server, image: vllm, volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]}],
       volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]}
      """;

  private final FakeState state = new FakeState();

  /** The first review loads the classes, which may take longer than a review may. */
  @BeforeAll
  static void loadClasses() throws IOException, TurnedAwayException {
    ReviewReader.read(
        new ByteArrayInputStream(
            """
            {"request": {"uid": "u", "object": {"apiVersion": "apps/v1", "kind": "Deployment"}}}
            """
                .getBytes(StandardCharsets.UTF_8)),
        namespace -> true,
        namespace -> {});
  }

  private JsonNode answer(String kind, String workload) throws IOException {
    JsonNode object = new YAMLMapper().readTree(workload);
    String review =
        JSON.writeValueAsString(
            Map.of(
                "request",
                Map.of(
                    "uid",
                    "u",
                    "operation",
                    "CREATE",
                    "namespace",
                    FakeCluster.NAMESPACE,
                    "kind",
                    Map.of("group", "", "version", "v1", "kind", kind),
                    "object",
                    object)));
    byte[] body = review.getBytes(StandardCharsets.UTF_8);
    var meters = new SimpleMeterRegistry();
    var service =
        new AdmissionService(
            MappedConfig.of(Map.of("OMS_ROLE", Role.WEBHOOK.name())),
            () -> state,
            meters,
            Clock.systemUTC());
    service.start(new StartupEvent());
    state.synced = true;
    try (Response response =
        new AdmissionEndpoint(service, meters)
            .reviewWorkload(ReviewPath.of("production"), body, System.nanoTime())) {
      assertThat(response.getStatus()).as("%s", response.getEntity()).isEqualTo(200);
      return JSON.readTree(String.valueOf(response.getEntity())).path("response");
    }
  }

  private List<String> warnings(String kind, String apiVersion, String spec) throws IOException {
    JsonNode response =
        answer(
            kind,
            "{apiVersion: %s, kind: %s, metadata: {name: chat}, spec: %s}"
                .formatted(apiVersion, kind, spec));
    assertThat(response.path("allowed").asBoolean()).as("nothing is refused").isTrue();
    List<String> warnings = new ArrayList<>();
    response.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    assertThat(warnings).allSatisfy(warning -> assertThat(warning.length()).isLessThan(256));
    return warnings;
  }

  private List<String> ofDeployment() throws IOException {
    return warnings("Deployment", "apps/v1", "{template: {spec: %s}}".formatted(POD_SPEC));
  }

  @Test
  void saysNothingAboutAVerifiedModel() throws IOException {
    assertThat(ofDeployment()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Deployment | apps/v1 | {template: {spec: POD}}",
        "DaemonSet | apps/v1 | {template: {spec: POD}}",
        "ReplicaSet | apps/v1 | {template: {spec: POD}}",
        "StatefulSet | apps/v1 | {template: {spec: POD}}",
        "Job | batch/v1 | {template: {spec: POD}}",
        "CronJob | batch/v1 | {jobTemplate: {spec: {template: {spec: POD}}}}",
        "LeaderWorkerSet | leaderworkerset.x-k8s.io/v1 | {leaderWorkerTemplate: {workerTemplate:"
            + " {spec: POD}}}",
        "InferenceService | serving.kserve.io/v1beta1 | {predictor: POD}",
        "InferenceService | serving.kserve.io/v1beta1 | {predictor: {model: {modelFormat: {name:"
            + " huggingface}, storageUri: 'pvc://model/'}}}"
      })
  void warnsOfAClaimThatIsNotVerified(String kind, String apiVersion, String spec)
      throws IOException {
    state.cluster.signatures.clear();
    assertThat(warnings(kind, apiVersion, spec.replace("POD", POD_SPEC)))
        .first()
        .asString()
        .startsWith("pods of this " + kind + " would be refused: container ")
        .contains("claim model: no ModelSignature names it");
  }

  @Test
  void warnsOfTheClaimsThatAStatefulSetMakes() throws IOException {
    assertThat(
            warnings(
                "StatefulSet",
                "apps/v1",
                """
                {template: {spec: {containers: [{name: s, image: i, volumeMounts: [{name: w, mountPath: /mnt/models}]}]}},
                 volumeClaimTemplates: [{metadata: {name: w}, spec: {}}]}
                """))
        .first()
        .asString()
        .contains("claim w-chat-0: no ModelSignature names it");
  }

  @ParameterizedTest
  @CsvSource({
    "hf://meta/llama, volume kserve-model",
    "s3://bucket/llama, volume kserve-model",
    "oci://registry.example.com/llama:1, shareProcessNamespace",
    "oci+native://registry.example.com/llama:1, image registry.example.com/llama:1"
  })
  void warnsOfOtherSourcesOfAnInferenceService(String uri, String source) throws IOException {
    String all =
        String.join(
            " ",
            warnings(
                "InferenceService",
                "serving.kserve.io/v1beta1",
                "{predictor: {model: {modelFormat: {name: x}, storageUri: '%s'}}}".formatted(uri)));
    assertThat(all).contains("would be refused").contains(source);
  }

  @Test
  void admitsInferenceServiceOfAVerifiedClaim() throws IOException {
    assertThat(
            warnings(
                "InferenceService",
                "serving.kserve.io/v1beta1",
                "{predictor: {model: {modelFormat: {name: x}, storageUri: 'pvc://model'}}}"))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(PolicyMode.class)
  void warningsBeginAsThePageSays(PolicyMode mode) throws IOException {
    state.cluster.signatures.clear();
    state.cluster.policy().getSpec().mode = mode;

    String beginning = ofDeployment().getFirst().replaceFirst(": .*", ":");

    assertThat(Path.of("docs/decision.md")).content().contains("`" + beginning + "`");
  }

  @Test
  void namesTheModeOfPoliciesThatRefuseNothing() throws IOException {
    state.cluster.signatures.clear();
    state.cluster.policy().getSpec().mode = PolicyMode.Audit;
    assertThat(ofDeployment())
        .first()
        .asString()
        .startsWith("pods of this Deployment would be admitted and audited (mode Audit): ");
    state.cluster.policy().getSpec().mode = PolicyMode.Warn;
    assertThat(ofDeployment()).first().asString().contains("(mode Warn)");
  }

  @Test
  void tellsTheHintAndNoMoreThanPeopleRead() throws IOException {
    state.cluster.signatures.clear();
    assertThat(String.join("\n", ofDeployment())).contains("hint: ");
    String volumes =
        "{containers: [{name: s, image: i}], volumes: ["
            + String.join(
                ",",
                IntStream.range(0, 15)
                    .mapToObj(
                        i -> "{name: v%d, persistentVolumeClaim: {claimName: c%d}}".formatted(i, i))
                    .toList())
            + "]}";
    assertThat(warnings("Job", "batch/v1", "{template: {spec: %s}}".formatted(volumes)))
        .hasSize(8)
        .last()
        .asString()
        .startsWith("and more: ");
  }

  @Test
  void saysNothingAboutOtherObjects() throws IOException {
    assertThat(warnings("ConfigMap", "v1", "{}")).isEmpty();
  }
}
