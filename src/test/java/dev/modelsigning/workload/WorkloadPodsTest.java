// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads that are unusual, or no workloads at all. */
final class WorkloadPodsTest {
  private static List<ObjectNode> pods(String yaml) {
    return WorkloadPods.of(Serialization.unmarshal("---\n" + yaml, JsonNode.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: StatefulSet, spec: {volumeClaimTemplates: [{metadata: {name: m}}],"
            + " template: {spec: {volumes: nonsense}}}}",
        "{kind: InferenceService, spec: {predictor: {volumes: nonsense,"
            + " model: {storageUri: 'pvc://m', volumeMounts: nonsense}}}}",
        "{kind: InferenceService, spec: {predictor: {initContainers: 5,"
            + " model: {storageUri: 's3://m', volumeMounts: {}}}}}"
      })
  void whatIsNoListIsLeftForTheReaderOfThePodToRefuse(String yaml) {
    assertThat(pods(yaml)).singleElement().asString().containsAnyOf("nonsense", ":5");
  }

  @Test
  void listThatIsNullIsAnEmptyOne() {
    assertThat(
            pods(
                "{kind: StatefulSet, metadata: {name: w}, spec: {volumeClaimTemplates:"
                    + " [{metadata: {name: m}}], template: {spec: {volumes: null}}}}"))
        .singleElement()
        .asString()
        .contains("m-w-0");
  }

  @Test
  void claimOfAStatefulSetTakesThePlaceOfAVolumeOfItsName() {
    ObjectNode pod =
        pods("{kind: StatefulSet, metadata: {name: w}, spec: {volumeClaimTemplates:"
                + " [{metadata: {name: m}}], template: {spec: {volumes:"
                + " [{name: m, emptyDir: {}}, {name: other, emptyDir: {}}]}}}}")
            .getFirst();

    assertThat(pod.at("/spec/volumes").findValuesAsText("name")).containsExactly("other", "m");
  }

  /** The webhook judges one pod of a workload while the API server waits. */
  @ParameterizedTest
  @CsvSource({"0, m-w-0", "5, m-w-5", "-3, m-w-0", "99999999999, m-w-2147483647"})
  void oneStandsForAllOfAStatefulSetUnlessMoreAreAskedFor(String start, String claim) {
    assertThat(
            pods(
                "{kind: StatefulSet, metadata: {name: w}, spec: {replicas: 3, ordinals: {start: "
                    + start
                    + "}, volumeClaimTemplates: [{metadata: {name: m}}], template: {spec: {}}}}"))
        .singleElement()
        .satisfies(
            pod ->
                assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asText())
                    .isEqualTo(claim));
  }
}
