// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeNodesTest {
  private static final List<ObjectMeta> NODES = List.of(node("n1", "a"), node("n2", "b"));

  private static ObjectMeta node(String name, String zone) {
    return new ObjectMetaBuilder()
        .withName(name)
        .addToLabels("kubernetes.io/hostname", name)
        .addToLabels("zone", zone)
        .build();
  }

  private static PersistentVolume volume(String affinity) {
    return Serialization.unmarshal(
        """
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv"},
         "spec": {"local": {"path": "/m"} %s}}
        """
            .formatted(affinity.replace('\'', '"')),
        PersistentVolume.class);
  }

  private static List<String> allowed(String terms) {
    return names(
        volume(", 'nodeAffinity': {'required': {'nodeSelectorTerms': [%s]}}".formatted(terms)));
  }

  private static List<String> names(PersistentVolume volume) {
    return VolumeNodes.allowed(volume, NODES).stream().map(ObjectMeta::getName).toList();
  }

  @Test
  void volumeWithoutAffinityIsAllowedOnEveryNode() {
    assertThat(names(volume(""))).containsExactly("n1", "n2");
    assertThat(names(volume(", 'nodeAffinity': {}"))).containsExactly("n1", "n2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'matchExpressions': [{'key': 'kubernetes.io/hostname', 'operator': 'In', 'values':"
            + " ['n1']}]} | n1",
        "{'matchFields': [{'key': 'metadata.name', 'operator': 'In', 'values': ['n2']}]} | n2",
        "{'matchExpressions': [{'key': 'zone', 'operator': 'NotIn', 'values': ['a']}]} | n2",
        "{'matchExpressions': [{'key': 'gpu', 'operator': 'DoesNotExist'}, {'key': 'zone',"
            + " 'operator': 'In', 'values': ['a']}]} | n1"
      })
  void oneNodeIsAllowedWhereTheTermSaysSo(String term, String node) {
    assertThat(allowed(term)).containsExactly(node);
  }

  @Test
  void termsAreAlternatives() {
    assertThat(
            allowed(
                """
                {'matchFields': [{'key': 'metadata.name', 'operator': 'In', 'values': ['n1']}]},
                {'matchExpressions': [{'key': 'zone', 'operator': 'In', 'values': ['b']}]}
                """))
        .containsExactly("n1", "n2");
  }

  @Test
  void emptyTermAllowsNoNode() {
    assertThat(allowed("{}")).isEmpty();
    assertThat(allowed("{'matchExpressions': [{'key': 'gpu', 'operator': 'Exists'}]}")).isEmpty();
  }

  @Test
  void requirementThatCannotBeEvaluatedExcludesNoNode() {
    assertThat(
            allowed("{'matchExpressions': [{'key': 'zone', 'operator': 'Gt', 'values': ['1']}]}"))
        .containsExactly("n1", "n2");
  }

  @Test
  void onlyDirectoriesOfNodesAreLocal() {
    assertThat(VolumeNodes.isNodeLocal(volume(""))).isTrue();
    PersistentVolume csi = volume("");
    csi.getSpec().setLocal(null);
    assertThat(VolumeNodes.isNodeLocal(csi)).isFalse();
  }

  @Test
  void messageNamesTheFirstFewNodes() {
    var many = IntStream.range(0, 9).mapToObj(i -> node("n" + i, "z")).toList();
    assertThat(VolumeNodes.names(many)).isEqualTo("n0, n1, n2, n3, n4 and 4 more");
    assertThat(VolumeNodes.names(NODES)).isEqualTo("n1, n2");
  }
}
